package page

import (
	"net/url"
	"strings"
	"testing"

	"keyhouse/fault"
	"keyhouse/id"
)

var byName = By("name", Column{"name", Text, false}, Column{"id", ID, false})
var byDay = By("-day", Column{"day", Int, true}, Column{"name", Text, false}, Column{"id", ID, false})

func TestCursorComesBackAsItWent(t *testing.T) {
	i := id.New()
	for _, key := range [][]any{{int64(-5), "Žofia", i}, {int64(1 << 60), "", id.ID{}}, {int64(0), strings.Repeat("é", 300), i}} {
		back, got, err := byDay.decode(byDay.encode(true, key))
		if err != nil || !back || got[0] != key[0] || got[1] != key[1] || got[2] != key[2] {
			t.Errorf("%v came back as %v, %v, %v", key, back, got, err)
		}
	}
}

func TestCursorRefused(t *testing.T) {
	good := byName.encode(false, []any{"quay", id.New()})
	for name, cursor := range map[string]string{
		"one letter changed": good[:12] + flip(good[12]) + good[13:],
		"cut short":          good[:len(good)-3],
		"longer":             good + "AAAA",
		"from another list":  byDay.encode(false, []any{int64(1), "quay", id.New()}),
		"not base64":         "????",
		"only a checksum":    good[:10],
		"a novel":            strings.Repeat("A", maxCursor+1),
		"a space at the end": good + " ",
		"padding":            good + "=",
	} {
		if _, err := byName.Plan(cursor, 10); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func flip(b byte) string {
	if b == 'A' {
		return "B"
	}
	return "A"
}

func TestWhere(t *testing.T) {
	i := id.New()
	for _, c := range []struct{ name, cursor, where, order string }{
		{"forward", byName.encode(false, []any{"a", i}), "(name, id) > (?, ?)", "name, id"},
		{"back", byName.encode(true, []any{"a", i}), "(name, id) < (?, ?)", "name DESC, id DESC"},
	} {
		p, err := byName.Plan(c.cursor, 10)
		if err != nil {
			t.Fatal(err)
		}
		if w, args := p.Where(); w != c.where || len(args) != 2 || p.OrderBy() != c.order {
			t.Errorf("%s: %q %v %q", c.name, w, args, p.OrderBy())
		}
	}
	p, err := byDay.Plan(byDay.encode(false, []any{int64(9), "a", i}), 10)
	if err != nil {
		t.Fatal(err)
	}
	w, args := p.Where()
	want := "day <= ? AND (day < ? OR day = ? AND name > ? OR day = ? AND name = ? AND id > ?)"
	if w != want || len(args) != strings.Count(w, "?") {
		t.Errorf("mixed ways: %q %v", w, args)
	}
}

func TestCut(t *testing.T) {
	i := id.New()
	key := func(s string) []any { return []any{s, i} }
	mid := byName.encode(false, key("c"))
	midBack := byName.encode(true, key("c"))
	for _, c := range []struct {
		name, cursor string
		fetched      []string
		rows         string
		next, prev   bool
	}{
		{"the only page", "", []string{"a", "b"}, "ab", false, false},
		{"the first of several", "", []string{"a", "b", "c"}, "ab", true, false},
		{"one in the middle", mid, []string{"d", "e", "f"}, "de", true, true},
		{"the last", mid, []string{"d"}, "d", false, true},
		{"back in the middle", midBack, []string{"c", "b", "a"}, "bc", true, true},
		{"back to the first", midBack, []string{"b", "a"}, "ab", true, false},
		{"nothing there", mid, nil, "", false, false},
	} {
		p, err := byName.Plan(c.cursor, 2)
		if err != nil {
			t.Fatal(err)
		}
		got := Cut(p, c.fetched, key)
		if strings.Join(got.Rows, "") != c.rows || (got.Next != "") != c.next || (got.Prev != "") != c.prev || got.More != c.next {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestLimitIsBounded(t *testing.T) {
	for limit, fetch := range map[int]int{0: 51, 1: 2, 200: 201, 100000: 201, -4: 2} {
		if p, _ := byName.Plan("", limit); p.Fetch() != fetch {
			t.Errorf("limit %d fetches %d, want %d", limit, p.Fetch(), fetch)
		}
	}
}

func TestQueryRefuses(t *testing.T) {
	for _, c := range []struct{ name, query, field string }{
		{"a limit of nothing", "limit=0", "limit"},
		{"a huge limit", "limit=201", "limit"},
		{"a limit that is no number", "limit=ten", "limit"},
		{"an order nobody offers", "sort=password", "sort"},
		{"a value given twice", "day=2026-01-01&day=2026-01-02", "day"},
		{"the 30th of February", "day=2026-02-30", "day"},
		{"a day beyond all calendars", "day=99999-01-01", "day"},
		{"half an id", "id=0190", "id"},
		{"a control character", "q=a%00b", "q"},
		{"text turned around", "q=%E2%80%AEabc", "q"},
		{"damaged text", "q=%ff", "q"},
		{"a very long word", "q=" + strings.Repeat("a", 201), "q"},
		{"neither yes nor no", "archived=perhaps", "archived"},
	} {
		v, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		q := Read("test", v)
		q.Ask("name", "-name")
		q.Text("q")
		q.Day("day")
		q.ID("id")
		q.Bool("archived")
		f := fault.Of(q.Err())
		if f == nil || f.Kind != fault.Invalid || f.Field != c.field {
			t.Errorf("%s: %v", c.name, q.Err())
		}
	}
}

func FuzzCursor(f *testing.F) {
	f.Add(byName.encode(false, []any{"quay", id.New()}))
	f.Fuzz(func(t *testing.T, s string) {
		if back, key, err := byName.decode(s); err == nil && byName.encode(back, key) != s {
			t.Errorf("%q has a second spelling", s)
		}
	})
}
