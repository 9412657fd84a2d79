package portfolio

import (
	"keyhouse/access"
	"keyhouse/people"
)

// registerKinds tells people how records of this room are stored, for previews
// and whys.
func (s *Store) registerKinds() {
	s.people.Register(
		people.Kind{Thing: access.Client, From: "client c", Title: "c.name", Order: "c.name_key, c.id",
			Columns: people.Columns{Business: "c.business_id"}, By: "c.created_by", At: "c.created_at"},
		people.Kind{Thing: access.Property, From: "property p", Title: "p.name", Order: "p.name_key, p.id",
			Columns: people.Columns{Business: "p.business_id"}, By: "p.created_by", At: "p.created_at"},
		people.Kind{Thing: access.Unit, From: "unit u", Title: "u.name", Order: "u.property_id, u.name, u.id",
			Columns: people.Columns{Business: "u.business_id", Property: "u.property_id"}},
	)
}
