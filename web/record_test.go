package web

import (
	"net/url"
	"testing"

	"keyhouse/fault"
)

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  int64
		ok    bool
	}{
		{"12.5", 1250, true}, {"12,5 %", 1250, true}, {"100", 10000, true}, {" 0.07% ", 7, true}, {"", 0, true}, {".5", 50, true},
		{"100.01", 0, false}, {"-1", 0, false}, {"1e3", 0, false}, {"1.234", 0, false}, {"a lot", 0, false}, {"99999999999999999999", 0, false}, {"1.2.3", 0, false},
	} {
		var wrong fault.Fields
		got := readPercent(&wrong, "commission", c.typed)
		if got != c.want || (wrong.Err() == nil) != c.ok {
			t.Errorf("%q reads as %d, %v", c.typed, got, wrong.Err())
		}
		if again := readPercent(&wrong, "commission", percentDigits(got)); again != got {
			t.Errorf("%q: %d does not come back, %d", c.typed, got, again)
		}
	}
}

func TestStaleEditsShowBothValues(t *testing.T) {
	err := fault.Outdated("x", "as it is")
	if now, is := outdated[string](err); !is || now != "as it is" {
		t.Errorf("%q, %v", now, is)
	}
	if _, is := outdated[string](fault.NotFound("x")); is {
		t.Error("what is missing is not outdated")
	}
	f := sent(url.Values{"name": {"Ann"}, "city": {"Ghent"}}, err)
	got := contested(f, Versus{"Name", "name", "Anna"}, Versus{"City", "city", "Ghent"})
	if len(got) != 1 || got[0] != (Versus{"Name", "Ann", "Anna"}) {
		t.Errorf("%+v", got)
	}
}
