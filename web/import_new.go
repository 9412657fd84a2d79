package web

import (
	"io"
	"net/http"

	"keyhouse/id"
	"keyhouse/imports"
	"keyhouse/sheet"
)

// newImportPage is the two ways to bring something in.
type newImportPage struct {
	Form Form
	Kind string // of the form that was sent
}

func (s *screens) newImport(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, newImportScreen(s.frameOf(r, say(r.Context(), "import.new-import")), newImportPage{}))
}

// createImport takes the files. Airbnb's say themselves what they hold and are
// read at once; of a table somebody says first which column is what.
func (s *screens) createImport(w http.ResponseWriter, r *http.Request) error {
	done, err := received(r)
	defer done()
	var run id.ID
	kind := r.FormValue("kind")
	if err == nil {
		run, err = s.takeImport(r, kind)
	}
	if retry(err) {
		b := newImportPage{Form: sent(r.PostForm, err), Kind: kind}
		return s.page(w, r, err, newImportScreen(s.frameOf(r, say(r.Context(), "import.new-import")), b))
	}
	if err != nil {
		return err
	}
	if kind == imports.Airbnb {
		return seeOther(w, r, importPath(run))
	}
	return seeOther(w, r, importPath(run)+"/columns")
}

func (s *screens) takeImport(r *http.Request, kind string) (id.ID, error) {
	o := imports.Order{Kind: kind}
	names := []string{"file"}
	if kind == imports.Airbnb {
		names = []string{"listings", "calendar"}
	}
	for _, name := range names {
		u := imports.Upload{}
		if f, called := file(r, name); f != nil {
			defer closeAll(f)
			u = imports.Upload{Name: called, In: io.Reader(f)}
		}
		o.Files = append(o.Files, u)
	}
	if kind == imports.Airbnb {
		return s.Imports.Start(r.Context(), viewer(r), o)
	}
	return s.Imports.Stage(r.Context(), viewer(r), o)
}

// importRun shows one import: how far it is, and then what it brought.
func (s *screens) importRun(w http.ResponseWriter, r *http.Request) error {
	run, err := s.runOf(r)
	if err != nil {
		return err
	}
	if run.State == imports.Staged && run.Kind != imports.Airbnb {
		return seeOther(w, r, importPath(run.ID)+"/columns")
	}
	p := s.frameOf(r, runTitle(s.local(r), run))
	if !run.Over() {
		p.Refresh = 2
	}
	return s.show(w, r, http.StatusOK, importRunScreen(p, run))
}

func runTitle(l Local, run *imports.Run) string {
	return l.Say("import.title", "kind", l.Word("import-kind", run.Kind))
}

func (s *screens) runOf(r *http.Request) (*imports.Run, error) {
	i, err := pathID(r, "run")
	if err != nil {
		return nil, err
	}
	return s.Imports.RunByID(r.Context(), viewer(r), i)
}

// importSkips answers with what was left out, as a file.
func (s *screens) importSkips(w http.ResponseWriter, r *http.Request) error {
	run, err := s.runOf(r)
	if err != nil {
		return err
	}
	return download(w, "skipped-"+run.Kind+".csv", sheet.TypeCSV, func(f io.Writer) error {
		return s.Imports.WriteSkips(r.Context(), viewer(r), run.ID, f)
	})
}

func (s *screens) askDeleteImport(w http.ResponseWriter, r *http.Request) error {
	run, err := s.runOf(r)
	if err != nil {
		return err
	}
	a := Ask{Title: say(r.Context(), "import.forget-import"), Do: say(r.Context(), "import.forget-import-2"), Danger: true, Action: importPath(run.ID) + "/delete", Cancel: importPath(run.ID),
		Say: say(r.Context(), "import.its-files-its-report")}
	return s.show(w, r, http.StatusOK, askScreen(s.frameOf(r, a.Title), a))
}

func (s *screens) deleteImport(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "run")
	if err != nil {
		return err
	}
	if err := s.Imports.DeleteRun(r.Context(), viewer(r), i); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "import.import-forgotten-what-brought")})
	return seeOther(w, r, pathImports)
}
