package access

import (
	"errors"

	"keyhouse/fault"
)

// hidden is a "not found" that the page decided. It reads like that of a row
// that is not there; the audit trail tells the two apart.
type hidden struct{ error }

// Unwrap gives the fault.
func (h hidden) Unwrap() error { return h.error }

// Hidden is fault.NotFound for what the policy keeps from who asks: the same
// answer, which IsHidden tells apart.
func Hidden(op string) error { return hidden{fault.NotFound(op)} }

// Veiled is err about what the policy keeps from who asks, where a form answers
// otherwise than by "not found": a choice that is none of theirs to make.
func Veiled(err error) error { return hidden{err} }

// IsHidden reports whether err is an answer that the policy decided, and not a
// record that does not exist.
func IsHidden(err error) bool { return errors.As(err, new(hidden)) }

// Permit gives nil if v may do verb to r, and else what to answer: what they may
// not know of is not found, and whoever sees none of a kind is not told that the
// kind exists.
func (v *Viewer) Permit(op string, verb Verb, r *Record) error {
	d := v.Can(verb, r)
	switch {
	case d == Allowed:
		return nil
	case d == Ask:
		return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: "This needs a manager's approval. Ask one to allow it."}
	case d == Missing || !v.May(Read, r.Thing):
		return Hidden(op)
	}
	return &fault.Fault{Kind: fault.Forbidden, Op: op, Say: "You may see this, but not do that to it. Ask whoever looks after access here."}
}

// Beyond gives the program's own eyes in v's account, for what a command has to
// read beyond what v sees. What it reads is masked or checked before it leaves
// the room. The reason is for System.
func (v *Viewer) Beyond(why string) *Viewer { return System(why).In(v.Account()) }
