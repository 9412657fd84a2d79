// Package trailtest helps every room to prove that what it refuses stands in the
// audit trail.
package trailtest

import (
	"context"
	"io"
	"reflect"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// Room is a store whose every call is made by somebody who may do none of it.
type Room struct {
	Store  any // whose methods are called
	People *people.Store
	DB     *db.DB
	Who    *access.Viewer
	Now    func() time.Time // the room's clock, where who asks has to have proved lately who they are
	Tick   func()           // moves the clock on, so that no attempt is only counted

	Record id.ID             // for every id that a call takes, unless Args say more
	Args   map[string][]any  // what a call takes after who asks, where zero values are refused for themselves
	Asks   map[string]string // calls that are questions and no attempts, or that give nothing to who may see nothing; and why
	Skip   func(string) bool // calls that are walked elsewhere
}

// Walk makes every call of the room that is asked by somebody. Each must be
// refused, and leave exactly one denied entry; those in Asks none.
func (r Room) Walk(t *testing.T) {
	t.Helper()
	room := reflect.ValueOf(r.Store)
	walked := 0
	for i := range room.NumMethod() {
		m := room.Type().Method(i)
		if !asked(m.Type) || r.Skip != nil && r.Skip(m.Name) {
			continue
		}
		walked++
		r.Tick()
		before := r.denied(t)
		call := room.Method(i).Call
		if m.Type.IsVariadic() {
			call = room.Method(i).CallSlice
		}
		err := outcome(call(r.args(t, m)))
		if err := r.People.Close(t.Context()); err != nil { // what is noted after the answer
			t.Fatal(err)
		}
		entries, want := r.denied(t)-before, int64(1)
		if r.Asks[m.Name] != "" {
			want = 0
		} else if !fault.Is(err, fault.Missing) && !fault.Is(err, fault.Forbidden) && !access.IsHidden(err) {
			t.Errorf("%s is not refused: %v", m.Name, err)
			continue
		}
		if entries != want {
			t.Errorf("%s left %d denied entries, want %d (%v)", m.Name, entries, want, err)
		}
	}
	if walked == 0 {
		t.Error("the room has no call that anybody asks")
	}
}

var (
	viewerType  = reflect.TypeFor[*access.Viewer]()
	actorType   = reflect.TypeFor[*people.Actor]()
	contextType = reflect.TypeFor[context.Context]()
	txType      = reflect.TypeFor[*db.Tx]()
	idType      = reflect.TypeFor[id.ID]()
	writerType  = reflect.TypeFor[io.Writer]()
	errorType   = reflect.TypeFor[error]()
)

// asked reports whether a method takes who asks, gives an error, and is no part
// of another's transaction.
func asked(m reflect.Type) bool {
	who := false
	for i := range m.NumIn() {
		switch m.In(i) {
		case txType:
			return false
		case viewerType, actorType:
			who = true
		}
	}
	return who && m.NumOut() > 0 && m.Out(m.NumOut()-1) == errorType
}

func (r Room) args(t *testing.T, m reflect.Method) []reflect.Value {
	t.Helper()
	var all []reflect.Value
	rest, given := r.Args[m.Name]
	for i := 1; i < m.Type.NumIn(); i++ {
		switch in := m.Type.In(i); {
		case in == contextType:
			all = append(all, reflect.ValueOf(t.Context()))
		case in == viewerType:
			all = append(all, reflect.ValueOf(r.Who))
		case in == actorType:
			all = append(all, reflect.ValueOf(r.actor()))
		case given && len(rest) == 0:
			t.Fatalf("%s takes more than its Args say", m.Name)
		case given:
			all, rest = append(all, valueAs(rest[0], in)), rest[1:]
		case in == idType:
			all = append(all, reflect.ValueOf(r.Record))
		case in == writerType:
			all = append(all, reflect.ValueOf(io.Discard))
		default:
			all = append(all, reflect.Zero(in))
		}
	}
	return all
}

// valueAs is v as a call takes it; nil is whatever has no value.
func valueAs(v any, as reflect.Type) reflect.Value {
	if v == nil {
		return reflect.Zero(as)
	}
	return reflect.ValueOf(v).Convert(as)
}

// actor is Who, signed in.
func (r Room) actor() *people.Actor {
	w := r.Who.Who()
	var proved time.Time
	if r.Now != nil {
		proved = r.Now()
	}
	return &people.Actor{Viewer: r.Who, Person: people.Person{ID: w.Person, Name: w.Name}, Account: people.Account{ID: w.Account},
		Member: people.Member{ID: w.Member, Account: w.Account, Person: w.Person}, Session: people.Session{ProvedAt: proved}}
}

func outcome(out []reflect.Value) error {
	err, _ := out[len(out)-1].Interface().(error)
	return err
}

// denied counts the denied entries of the account.
func (r Room) denied(t *testing.T) int64 {
	t.Helper()
	var n int64
	err := r.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.Count(t.Context(), tx, db.Select("e.id", "audit_entry e").Everything(r.Who.Beyond("a test")).And("e.outcome = ?", people.Denied))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
