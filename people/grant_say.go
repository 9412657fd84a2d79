package people

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"keyhouse/access"
	"keyhouse/words"
)

// Words say an access record in one line: "Portal access to Ana Peeters: view
// calendar, view guest name".
func (g GrantRow) Words(t *words.Tongue) string {
	on := g.Where(t)
	said := t.Say("portal.role-for", "role", RoleName(t, g.Role), "on", on)
	if g.Role == access.RolePortal.String() {
		said = t.Say("portal.portal-to", "on", on)
	}
	if labels := g.Labels(t); len(labels) > 0 {
		for i, label := range labels {
			labels[i] = uncapital(label)
		}
		said = t.Say("portal.with-switches", "access", said, "switches", strings.Join(labels, ", "))
	}
	if !g.Until.IsZero() {
		said = t.Say("portal.until", "access", said, "day", g.Until)
	}
	return said
}

// RoleName says a role as a heading does: "Front desk".
func RoleName(t *words.Tongue, role string) string {
	return capital(t.Word("role-name", role))
}

// Labels say the switches as screens do.
func (g GrantRow) Labels(t *words.Tongue) []string {
	var labels []string
	for _, sw := range g.Counted() {
		labels = append(labels, t.Word("switch", sw.String()))
	}
	return labels
}

// Where says what an access record is on, within a sentence.
func (g GrantRow) Where(t *words.Tongue) string {
	switch n := len(g.Of) + g.Unnamed; {
	case g.On == access.OnAccount.String():
		return t.Say("portal.on-everything")
	case g.On == access.OnServer.String():
		return t.Say("portal.on-server")
	case n == 1 && len(g.Of) == 1:
		return g.Of[0].Name
	case g.On == access.OnProperty.String():
		return t.Say("property.count", "n", n)
	case g.On == access.OnClient.String():
		return t.Say("owner.count", "n", n)
	default:
		return t.Say("portal.on-several", "n", n, "of", t.Word("scope", g.On))
	}
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// uncapital begins words as they stand within a sentence.
func uncapital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToLower(first)) + s[size:]
}
