package web

import (
	"net/http"

	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/sheet"
)

// saveGrant previews or saves, as the button pressed says.
func (s *screens) saveGrant(w http.ResponseWriter, r *http.Request) error {
	b := grantPage{}
	if r.PathValue("grant") != "" {
		g, err := s.grantOf(r)
		if err != nil {
			return err
		}
		b.Editing = g.ID
	}
	form, err := readGrantForm(r)
	form.By = actor(r)
	b.Typed = form
	if r.PostFormValue("do") == "find" {
		b.Form = sent(r.PostForm, nil)
		return s.showGrant(w, r, b)
	}
	if err == nil && r.PostFormValue("do") == "save" {
		if err = s.storeGrant(r, b.Editing, form); err == nil {
			s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "portal.access-saved-counts-from")})
			return seeOther(w, r, pathPortal+"/"+r.PathValue("member"))
		}
	}
	if err == nil && r.PostFormValue("do") == "list" {
		return s.wholePreview(w, r, grantChange(b.Editing, form))
	}
	if err == nil {
		b.Preview, err = s.grantPreview(r, b.Editing, form)
	}
	if err != nil && !retry(err) {
		return err
	}
	b.Form = sent(r.PostForm, err)
	return s.showGrant(w, r, b)
}

func (s *screens) storeGrant(r *http.Request, editing id.ID, form people.GrantForm) error {
	member, err := pathID(r, "member")
	if err != nil {
		return err
	}
	if editing.IsZero() {
		_, err = s.People.CreateGrant(r.Context(), viewer(r), member, form)
	} else {
		_, err = s.People.EditGrant(r.Context(), viewer(r), member, editing, form)
	}
	return err
}

func (s *screens) grantPreview(r *http.Request, editing id.ID, form people.GrantForm) (*Preview, error) {
	member, err := pathID(r, "member")
	if err != nil {
		return nil, err
	}
	return s.preview(r, member, grantChange(editing, form))
}

// grantChange is a form as a change: of a record, or one more.
func grantChange(editing id.ID, form people.GrantForm) people.Change {
	if editing.IsZero() {
		return people.Change{Create: &form}
	}
	return people.Change{Edit: editing, To: &form}
}

// wholePreview answers with a change's preview as a file that lists every
// record.
func (s *screens) wholePreview(w http.ResponseWriter, r *http.Request, c people.Change) error {
	member, err := pathID(r, "member")
	if err != nil {
		return err
	}
	return s.export(w, "what-changes", "csv", func(to sheet.Writer) error {
		return s.People.ExportPreview(r.Context(), viewer(r), member, c, s.local(r).Tongue, to)
	})
}

// wholeAsked reports whether a question's address asks for the whole list of
// what would change, and wholeAt is that address.
func wholeAsked(r *http.Request) bool {
	return r.Method == http.MethodGet && r.FormValue("list") == "csv"
}

func wholeAt(p *Preview, at string) {
	if len(p.Parts) > 0 {
		p.Whole = at + "?list=csv"
	}
}

func (s *screens) preview(r *http.Request, member id.ID, c people.Change) (*Preview, error) {
	found, err := s.People.Preview(r.Context(), viewer(r), member, c)
	if err != nil {
		return nil, err
	}
	p := previewOf(s.local(r), found)
	return &p, nil
}

// askDeleteGrant shows what deleting a record takes away before it does.
func (s *screens) askDeleteGrant(w http.ResponseWriter, r *http.Request) error {
	g, err := s.grantOf(r)
	if err != nil {
		return err
	}
	change := people.Change{Delete: g.ID}
	if wholeAsked(r) {
		return s.wholePreview(w, r, change)
	}
	p, err := s.preview(r, g.Member, change)
	if err != nil {
		return err
	}
	at := pathPortal + "/" + g.Member.String()
	wholeAt(p, at+"/grants/"+g.ID.String()+"/delete")
	a := Ask{Title: say(r.Context(), "portal.delete-access"), Say: say(r.Context(), "portal.words-ends-with-their", "words", g.Words(s.local(r).Tongue)), Do: say(r.Context(), "portal.delete-access-2"), Danger: true,
		Action: at + "/grants/" + g.ID.String() + "/delete", Cancel: at}
	return s.show(w, r, http.StatusOK, askPreviewScreen(s.frameOf(r, a.Title), a, *p))
}

func (s *screens) deleteGrant(w http.ResponseWriter, r *http.Request) error {
	g, err := s.grantOf(r)
	if err != nil {
		return err
	}
	if err := s.People.DeleteGrant(r.Context(), viewer(r), g.Member, g.ID); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "portal.access-deleted")})
	return seeOther(w, r, pathPortal+"/"+g.Member.String())
}
