package story

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
)

// field reads a value of a JSON answer by its path: "items.0.id".
func (g *page) field(path string) string {
	g.t.Helper()
	var at any
	if err := json.Unmarshal([]byte(g.body), &at); err != nil {
		g.wrong("no JSON: %v", err)
		return ""
	}
	for _, name := range strings.Split(path, ".") {
		switch v := at.(type) {
		case map[string]any:
			at = v[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(v) {
				g.wrong("has no %s", path)
				return ""
			}
			at = v[i]
		}
	}
	s, ok := at.(string)
	if !ok {
		g.wrong("has no %s", path)
	}
	return s
}

// backForm is what a program brings back from a provider: the parameters of the
// address that its browser was sent to, and the secret it kept.
func (g *page) backForm(provider, back string) string {
	g.t.Helper()
	u, err := url.Parse(back)
	if err != nil {
		g.t.Fatal(err)
	}
	form := map[string]string{"provider": provider, "secret": g.field("secret")}
	for name := range u.Query() {
		form[name] = u.Query().Get(name)
	}
	b, err := json.Marshal(form)
	if err != nil {
		g.t.Fatal(err)
	}
	return string(b)
}
