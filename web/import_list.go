package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/imports"
)

const pathImports = "/imports"

func importPath(i id.ID) string { return pathImports + "/" + i.String() }

// importKinds says what an import brings.
var importKinds = map[string]string{imports.Airbnb: "Airbnb", imports.Owners: "Owners", imports.Properties: "Properties", imports.Bookings: "Bookings"}

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
	return s.show(w, r, http.StatusOK, importListScreen(s.frameOf(r, "Import"), b))
}

// runState says how an import stands.
func runState(r *imports.Run) (Tone, string) {
	switch r.State {
	case imports.Done:
		return Good, "done"
	case imports.Failed:
		return Bad, "failed"
	case imports.Staged:
		return Warn, "not begun"
	}
	return Info, r.State
}

// brought says what an import brought: "3 owners, 12 properties".
func brought(l Local, c imports.Counts) string {
	var parts []string
	add := func(n int64, one, many string) {
		if n > 0 {
			parts = append(parts, l.Count(n, one, many))
		}
	}
	add(c.Owners, "owner", "owners")
	add(c.Properties, "property", "properties")
	add(c.Bookings, "booking", "bookings")
	add(c.Blocks, "block", "blocks")
	if len(parts) == 0 {
		return "nothing new"
	}
	return joinWords(", ", parts...)
}
