package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/imports"
)

const pathImports = "/imports"

func importPath(i id.ID) string { return pathImports + "/" + i.String() }

// importListPage is what was brought in so far, newest first.
type importListPage struct {
	Runs   []*imports.Run
	MayAdd bool
}

func (s *screens) importList(w http.ResponseWriter, r *http.Request) error {
	runs, err := s.Imports.Runs(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	b := importListPage{Runs: runs, MayAdd: viewer(r).May(access.Add, access.Import)}
	return s.show(w, r, http.StatusOK, importListScreen(s.frameOf(r, say(r.Context(), "word.import")), b))
}

// runState says how an import stands.
func runState(l Local, r *imports.Run) (Tone, string) {
	tones := map[string]Tone{imports.Done: Good, imports.Failed: Bad, imports.Staged: Warn}
	if tone, ok := tones[r.State]; ok {
		return tone, l.Word("import-state", r.State)
	}
	return Info, l.Word("import-state", r.State)
}

// brought says what an import brought: "3 owners, 12 properties".
func brought(l Local, c imports.Counts) string {
	var parts []string
	add := func(n int64, said string) {
		if n > 0 {
			parts = append(parts, said)
		}
	}
	add(c.Owners, l.Say("owner.count", "n", c.Owners))
	add(c.Properties, l.Say("property.count", "n", c.Properties))
	add(c.Bookings, l.Say("booking.count", "n", c.Bookings))
	add(c.Blocks, l.Say("block.count", "n", c.Blocks))
	if len(parts) == 0 {
		return l.Say("import.nothing-new")
	}
	return joinWords(", ", parts...)
}
