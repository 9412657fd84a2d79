// Package fault has the one error type that crosses a room's door. A Fault
// speaks to two readers: Say tells a person what happened and what to do next,
// Op and Err tell the log where and why. Only Say, Field and Kind ever leave
// the server.
package fault

import (
	"errors"
	"strings"
)

// Kind sorts faults by what the person can do about them.
type Kind int

// The kinds. The zero Kind is Broken: an error nobody sorted is ours.
const (
	Broken      Kind = iota // our failure: 500, details only in the log
	Invalid                 // the input is wrong: 422, says which field
	Conflict                // the input is right but too late or already taken: 409
	Missing                 // not there, or not theirs to know of: 404, the same words for both
	Forbidden               // they see the record but may not do this to it: 403
	SignedOut               // nobody is signed in, or no longer: 401
	TooMany                 // try again later: 429
	TooLarge                // the body is over the limit: 413
	Prove                   // they may, once they have proved again who they are: 403
	Unavailable             // ours, and passing: the database is away, or cannot take anything; 503, try again
)

var names = [...]string{"broken", "invalid", "conflict", "missing", "forbidden", "signed-out", "too-many", "too-large", "prove", "unavailable"}

// String gives the kind's name as logs and API problem types spell it. A kind
// that is none of ours is broken.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(names) {
		return names[Broken]
	}
	return names[k]
}

// ErrUnsure is the cause of an Unavailable fault of a change that may have been made
// all the same: the connection broke between asking for the commit and hearing of it.
var ErrUnsure = errors.New("it is not known whether this was saved")

// Fault is an error with something to say. The zero Fault is Broken and silent.
type Fault struct {
	Kind  Kind
	Op    string  // where: "stays.Move"
	Field string  // the form field or JSON pointer that is wrong, if one is
	Say   string  // one or two plain sentences for the person
	Err   error   // the cause, for the log
	More  []Fault // further faults of the same input, one a field
}

// Error gives the log's view: where, what, and the cause; the kind if there is
// nothing else to say.
func (f *Fault) Error() string {
	var parts []string
	for _, p := range []string{f.Op, f.Field, f.Say} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if f.Err != nil {
		parts = append(parts, f.Err.Error())
	}
	if len(parts) == 0 {
		return f.Kind.String()
	}
	return strings.Join(parts, ": ")
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// KindOf gives the kind of the first Fault in err's chain; Broken if there is
// none. KindOf(nil) is Broken too: ask only about errors.
func KindOf(err error) Kind {
	if f := Of(err); f != nil {
		return f.Kind
	}
	return Broken
}

// Is reports whether err is a fault of kind k. Nil is none.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// Ours reports whether err is no matter of what somebody asked for, but of the
// machinery: sending the same again may help, mending what was typed will not. Nil is not.
func Ours(err error) bool { return Is(err, Broken) || Is(err, Unavailable) }

// Of gives the first Fault in err's chain, or nil.
func Of(err error) *Fault {
	var f *Fault
	errors.As(err, &f)
	return f
}

// NotFound is the one answer to a record that does not exist and to one the
// person may not know of. Its words never vary.
func NotFound(op string) error {
	return &Fault{Kind: Missing, Op: op, Say: "There is nothing here, or it is not shown to you."}
}

// Bad is an Invalid fault about one field.
func Bad(op, field, say string) error {
	return &Fault{Kind: Invalid, Op: op, Field: field, Say: say}
}

// Fields gathers the faults of a form, so that all are shown at once.
type Fields struct {
	Op     string
	faults []Fault
}

// Bad notes that field is wrong and why.
func (f *Fields) Bad(field, say string) {
	f.faults = append(f.faults, Fault{Kind: Invalid, Op: f.Op, Field: field, Say: say})
}

// Err gives nil if nothing was noted, else one Fault that carries them all.
func (f *Fields) Err() error {
	if len(f.faults) == 0 {
		return nil
	}
	first := f.faults[0]
	first.More = f.faults[1:]
	return &first
}

// ByField maps each faulty field to its words, for a form to show them.
func ByField(err error) map[string]string {
	f := Of(err)
	if f == nil {
		return nil
	}
	says := map[string]string{f.Field: f.Say}
	for _, m := range f.More {
		says[m.Field] = m.Say
	}
	return says
}
