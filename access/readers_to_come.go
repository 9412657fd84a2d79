// Package access: these signatures hold the place of the readers, so that
// others can build on db. Delete this file when the readers land.
package access

import "keyhouse/id"

type (
	Verb    uint8
	Thing   uint8
	Group   uint8
	Dialect uint8
	Shape   uint8
)

const (
	SQLite Dialect = iota
	Postgres
)
const (
	Auto Shape = iota
	Inline
	Exists
	Count
)

type Filter struct {
	all bool
}

func (f Filter) SQL(d Dialect, alias string, s Shape) (string, []any) {
	if f.all {
		return "1 = 1", nil
	}
	return "1 = 0", nil
}

type Viewer struct {
	acc id.ID
	sys bool
}

func (v *Viewer) Account() id.ID {
	if v == nil {
		return id.ID{}
	}
	return v.acc
}
func (v *Viewer) IsSystem() bool { return v != nil && v.sys }
func (v *Viewer) Where(verb Verb, t Thing, g ...Group) Filter {
	if v == nil {
		return Filter{}
	}
	return Filter{all: v.sys}
}
func System(why string) *Viewer           { return &Viewer{sys: true} }
func (v *Viewer) In(account id.ID) *Viewer { return &Viewer{acc: account, sys: true} }
