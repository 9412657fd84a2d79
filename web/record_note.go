package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// noteList is the notes on a record, as far as they show, and the way to add one.
type noteList struct {
	All    []Note
	Shown  Shown
	MayAdd bool
	Path   string // of the record
}

func (s *screens) notesOn(r *http.Request, t access.Thing, i id.ID, seen access.Groups, path string, record access.Record) (noteList, error) {
	n := noteList{Shown: shown(seen, t, i, access.GroupNotes), MayAdd: may(r, access.Annotate, record), Path: path}
	if !n.Shown.OK {
		return n, nil
	}
	all, err := s.Portfolio.Notes(r.Context(), viewer(r), t, i)
	n.All = notesOf(s.local(r), all)
	return n, err
}

// notesOf shows notes under the names of who wrote them.
func notesOf(l Local, all []portfolio.Note) []Note {
	out := make([]Note, len(all))
	for i, n := range all {
		by := n.Author
		if by == "" {
			by = l.Say("frame.owners-side")
		}
		if n.Acting != "" {
			by = l.Say("record.written-for", "author", by, "acting", n.Acting)
		}
		out[i] = Note{By: by, Text: n.Body, At: n.At}
	}
	return out
}

// hint tells who may write and not read what becomes of it.
func (n noteList) hint(l Local) string {
	if n.Shown.OK {
		return ""
	}
	return l.Say("frame.office-reads-you-will")
}

// addNote writes what was typed on the record that the address names.
func (s *screens) addNote(w http.ResponseWriter, r *http.Request, t access.Thing, name, root string, again func(http.ResponseWriter, *http.Request, Form) error) error {
	i, err := pathID(r, name)
	if err != nil {
		return err
	}
	_, err = s.Portfolio.AddNote(r.Context(), viewer(r), t, i, r.PostFormValue("body"))
	if retry(err) {
		return again(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "frame.note-added")})
	return seeOther(w, r, root+"/"+i.String()+"#notes")
}
