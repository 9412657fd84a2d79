package api

import (
	"context"
	"net/http"
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// annotated are the records that have notes, by the path they stand under.
var annotated = []struct {
	path, name string
	thing      access.Thing
}{
	{"bookings", "booking", access.Booking},
	{"properties", "property", access.Property},
	{"owners", "owner", access.Client},
	{"blocks", "block", access.Block},
}

// notes are the operations on what people wrote down on a record.
func (d *desk) notes() {
	for _, a := range annotated {
		handle(d, op{id: "list-" + a.name + "-notes", tag: "Notes", method: http.MethodGet, path: "/" + a.path + "/{id}/notes", summary: "Notes on one of the " + a.path,
			about: "Oldest first. Who may know of the record and not see its notes is refused."}, d.listNotes(a.thing))
		handle(d, op{id: "add-" + a.name + "-note", tag: "Notes", method: http.MethodPost, path: "/" + a.path + "/{id}/notes", status: http.StatusCreated, summary: "Write a note on one of the " + a.path,
			about: "Gives the note back as a receipt, also to somebody who may add notes and not read them."}, d.addNote(a.thing))
	}
}

// Note is what somebody wrote down.
type Note struct {
	ID     id.ID     `json:"id" format:"uuid"`
	Body   string    `json:"body" example:"The key is at the neighbour's."`
	Author string    `json:"author" doc:"The name they had then."`
	Acting string    `json:"acting,omitempty" doc:"Who of the office was logged in as them, if somebody was."`
	At     time.Time `json:"at"`
}

func noteShape(n portfolio.Note) Note {
	return Note{ID: n.ID, Body: n.Body, Author: n.Author, Acting: n.Acting, At: n.At.UTC()}
}

func (d *desk) listNotes(t access.Thing) func(context.Context, *call, *Which) (list[Note], error) {
	return func(ctx context.Context, c *call, in *Which) (list[Note], error) {
		rows, err := d.Portfolio.Notes(ctx, c.viewer(), t, in.id())
		return whole(rows, noteShape), err
	}
}

type newNote struct {
	Which
	Body struct {
		Body string `json:"body" maxLength:"20000" example:"The key is at the neighbour's."`
	}
}

func (d *desk) addNote(t access.Thing) func(context.Context, *call, *newNote) (Note, error) {
	return func(ctx context.Context, c *call, in *newNote) (Note, error) {
		n, err := d.Portfolio.AddNote(ctx, c.viewer(), t, in.id(), in.Body.Body)
		return noteShape(n), err
	}
}
