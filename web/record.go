package web

import (
	"errors"
	"net/http"

	"keyhouse/access"
	"keyhouse/fault"
)

// only answers those who may do verb to at least one such thing. For everybody
// else nothing is there, whatever else the address says: not even that such
// things exist. Which ones, the rooms decide.
func (s *screens) only(verb access.Verb, t access.Thing, h answer) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !viewer(r).May(verb, t) {
			return fault.NotFound("web.only")
		}
		return h(w, r)
	}
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
