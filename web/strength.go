package web

import (
	"encoding/json"
	"net/http"

	"keyhouse/passwords"
)

const pathStrength = "/strength"

// strength answers POST /strength: how hard a password is to guess, for the
// field one types it in. It keeps nothing and knows nobody.
func (s *screens) strength(w http.ResponseWriter, r *http.Request) error {
	var own []string
	if a, err := s.session(r); err == nil {
		own = []string{a.Person.Name, a.Person.Email}
	}
	level := passwords.StrengthOf(r.PostFormValue("password"), own...)
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(map[string]any{"level": level, "say": strengthIn(s.frameOf(r, ""), level)})
}

func strengthIn(p Page, level passwords.Strength) string {
	switch level {
	case passwords.Weak:
		return p.Say("strength.weak")
	case passwords.Fair:
		return p.Say("strength.fair")
	case passwords.Good:
		return p.Say("strength.good")
	case passwords.Strong:
		return p.Say("strength.strong")
	}
	return p.Say("strength.refused")
}
