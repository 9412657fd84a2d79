package api

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"keyhouse/access"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/stays"
	"keyhouse/words"
)

// shows gives a value if its part shows, nothing otherwise.
func shows[T any](in access.Groups, group access.Group, v T) *T {
	if !in.Has(group) {
		return nil
	}
	return &v
}

// shaped gives what a call gave in the API's shape, or why it gave nothing:
// return shaped(noteShape)(call(…)).
func shaped[R, T any](shape func(R) T) func(R, error) (T, error) {
	return func(r R, err error) (T, error) {
		if err != nil {
			var none T
			return none, err
		}
		return shape(r), nil
	}
}

// shape makes a record of any room what the API says of it: for the current
// state that an outdated edit is answered with.
func shape(t *words.Tongue, v any) any {
	switch r := v.(type) {
	case *stays.Booking:
		return bookingShape{r}
	case portfolio.Property:
		return propertyShape(r)
	case portfolio.Client:
		return ownerShape(r)
	case *stays.Block:
		return blockShape(r)
	case *stays.Quote:
		return quoteShape(r)
	case people.Member:
		return portalUserShape(r)
	case people.GrantRow:
		return grantIn(t, r)
	case portfolio.Unit:
		return unitShape(r)
	}
	return nil
}

// maybe is a field of a body that can be left as it is (absent), emptied (null)
// or set.
type maybe[T any] struct {
	Given bool
	Value *T
}

// UnmarshalJSON is called for null too, so that emptying is told from leaving.
func (m *maybe[T]) UnmarshalJSON(b []byte) error {
	m.Given = true
	return json.Unmarshal(b, &m.Value)
}

// Schema is T's, or null.
func (maybe[T]) Schema(r huma.Registry) *huma.Schema {
	s := *r.Schema(reflect.TypeFor[T](), false, "")
	s.Nullable = true
	return &s
}

// over gives the new value of a field that is now was.
func (m maybe[T]) over(was *T) *T {
	if !m.Given {
		return was
	}
	return m.Value
}

// put replaces a field where a new value is given.
func put[T any](field, given *T) {
	if given != nil {
		*field = *given
	}
}
