package entry

import (
	"slices"
	"strings"
	"testing"

	"keyhouse/fault"
)

func TestLine(t *testing.T) {
	for _, c := range []struct {
		name, in, out string
		ok            bool
	}{
		{"plain", "Quay House", "Quay House", true},
		{"outer spaces go", "  Quay ", "Quay", true},
		{"accents stay, composed", "Zoe\u0308", "Zo\u00eb", true},
		{"a line break", "a\nb", "", false},
		{"a null", "a\x00b", "", false},
		{"turned direction", "a\u202eb", "", false},
		{"damaged", "\xff", "", false},
		{"ten characters of four bytes", strings.Repeat("😀", 10), strings.Repeat("😀", 10), true},
		{"eleven characters", strings.Repeat("x", 11), "", false},
	} {
		f := fault.Fields{Op: "test"}
		if got := Line(&f, "name", c.in, 10); got != c.out || (f.Err() == nil) != c.ok {
			t.Errorf("%s: %q, %v", c.name, got, f.Err())
		}
	}
}

func TestEmail(t *testing.T) {
	for in, ok := range map[string]bool{
		"": true, "ana@example.com": true, "a.b+c@example.co.uk": true,
		"ana": false, "Ana <ana@example.com>": false, "a@b@c": false, "ana@example.com\r\nBcc: x@example.com": false,
		strings.Repeat("a", 250) + "@example.com": false,
	} {
		f := fault.Fields{Op: "test"}
		Email(&f, "email", in)
		if (f.Err() == nil) != ok {
			t.Errorf("%q: %v", in, f.Err())
		}
	}
}

func TestNameMustNotBeEmpty(t *testing.T) {
	f := fault.Fields{Op: "test"}
	if Name(&f, "name", "  "); fault.KindOf(f.Err()) != fault.Invalid {
		t.Error("an empty name was taken")
	}
}

func TestFold(t *testing.T) {
	for in, out := range map[string]string{
		"Žofia  Müller": "zofia muller", "STRASSE": "strasse", "Straße": "strasse", "Ångström": "angstrom",
		"Øystein Łódź": "oystein lodz", "Ｆｕｌｌ": "full", "İstanbul": "istanbul", "  ": "",
	} {
		if got := Fold(in); got != out {
			t.Errorf("Fold(%q) = %q, want %q", in, got, out)
		}
	}
}

func TestWords(t *testing.T) {
	got := Words("St. Mary's, St Ives", "12-B")
	if want := []string{"st", "mary", "s", "ives", "12", "b"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if w := Words(strings.Repeat("é", 100) + strings.Repeat("日", 30))[0]; len(w) > MaxWord || strings.ContainsRune(w, '\ufffd') {
		t.Errorf("a long word became %q", w)
	}
}

func TestDay(t *testing.T) {
	for in, says := range map[string]string{
		"": "", "2026-03-04": "", "1990-01-01": "", "2200-12-31": "",
		"9999-12-31": "too far away", "1989-12-31": "too far away", "2026-02-30": "no day", "4 March": "no day", "12026-03-04": "no day",
	} {
		f := fault.Fields{Op: "test"}
		d := Day(&f, "arrive", in)
		if err := f.Err(); (err == nil) != (says == "") || err != nil && !strings.Contains(err.Error(), says) || (err != nil || in == "") != d.IsZero() {
			t.Errorf("%q: %v, %v, want %q", in, d, err, says)
		}
	}
}

func TestWordOffersWords(t *testing.T) {
	f := fault.Fields{Op: "test"}
	if Word(&f, "state", "no such", "", "tentative", "confirmed"); f.Err() == nil || !strings.Contains(f.Err().Error(), "Choose one of: tentative, confirmed.") {
		t.Errorf("%v", f.Err())
	}
}
