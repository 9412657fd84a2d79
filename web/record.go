package web

import (
	"errors"
	"net/http"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
)

// only answers those who may do verb to at least one such thing. For everybody
// else nothing is there, whatever else the address says: not even that such
// things exist. Which ones, the rooms decide.
func (s *screens) only(verb access.Verb, t access.Thing, h answer) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !viewer(r).May(verb, t) {
			return s.hides(r, verb, t, "web.only")
		}
		return h(w, r)
	}
}

// hides is "not found" for who may do verb to no such thing at all, and notes
// that they tried.
func (s *screens) hides(r *http.Request, verb access.Verb, t access.Thing, op string) error {
	return s.tried(r, verb, t, id.ID{}, access.Hidden(op))
}

// tried gives err back, and notes the attempt at a record behind it; those that
// rooms refuse they have noted already.
func (s *screens) tried(r *http.Request, verb access.Verb, t access.Thing, record id.ID, err error) error {
	return s.People.Tried(r.Context(), viewer(r), verb, &access.Record{Thing: t, ID: record}, err)
}

// notThis refuses a form about a record that the person sees. They tried what is
// not theirs to do, unless it is only that nobody can do it to the record as it is.
func (s *screens) notThis(r *http.Request, verb access.Verb, t access.Thing, record id.ID, theirs bool, say string) error {
	err := &fault.Fault{Kind: fault.Forbidden, Op: "web.notThis", Say: say}
	if theirs {
		return err
	}
	return s.tried(r, verb, t, record, err)
}

// sees reports whether who sees a part of at least one such thing: for columns,
// filters and orders that would otherwise only ever be empty.
func sees(who *access.Viewer, t access.Thing, groups ...access.Group) bool {
	return !who.Where(access.Read, t, groups...).Nothing()
}

// may reports whether who asks may do verb to this very record: for buttons.
func may(r *http.Request, verb access.Verb, record access.Record) bool {
	record.Account = viewer(r).Account()
	return viewer(r).Can(verb, &record) == access.Allowed
}

// outdated gives the record as it is now, if err says that an edit began from
// an older version of it.
func outdated[T any](err error) (now T, is bool) {
	var stale *fault.Stale
	if !errors.As(err, &stale) {
		return now, false
	}
	now, is = stale.Current.(T)
	return now, is
}

// contested lists what somebody else saved differently, for versus.
func contested(f Form, fields ...Versus) []Versus {
	var out []Versus
	for _, v := range fields {
		if v.Mine = f.Typed.Get(v.Mine); v.Mine != v.Theirs {
			out = append(out, v)
		}
	}
	return out
}
