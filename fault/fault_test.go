package fault

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
)

func TestTheKindOfAnError(t *testing.T) {
	taken := &Fault{Kind: Conflict, Say: "Someone is already there."}
	for _, c := range []struct {
		rule string
		err  error
		want Kind
	}{
		{"a fault's own", taken, Conflict},
		{"also when wrapped", fmt.Errorf("moving: %w", taken), Conflict},
		{"also when joined", errors.Join(errors.New("x"), taken), Conflict},
		{"the outermost of several", &Fault{Kind: Invalid, Err: taken}, Invalid},
		{"an error nobody sorted is ours", errors.New("disk full"), Broken},
		{"not found", NotFound("stays.Get"), Missing},
		{"bad input", Bad("stays.Add", "arrive", "Pick a day."), Invalid},
	} {
		t.Run(c.rule, func(t *testing.T) {
			if got := KindOf(c.err); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestEveryKindHasItsOwnName(t *testing.T) {
	seen := map[string]Kind{}
	for k := Broken; k <= Unavailable; k++ {
		if other, double := seen[k.String()]; double || k.String() == "" {
			t.Errorf("kind %d is called %q like kind %d", k, k, other)
		}
		seen[k.String()] = k
	}
	for _, k := range []Kind{-1, Unavailable + 1} {
		if k.String() != "broken" {
			t.Errorf("kind %d, which is none, is called %q", k, k)
		}
	}
}

func TestWhatTheLogReads(t *testing.T) {
	for _, c := range []struct {
		rule string
		err  Fault
		want string
	}{
		{"everything there is", Fault{Op: "stays.Move", Field: "arrive", Say: "Taken.", Err: errors.New("unique")}, "stays.Move: arrive: Taken.: unique"},
		{"only the cause", Fault{Err: errors.New("unique")}, "unique"},
		{"nothing: its kind", Fault{Kind: Forbidden}, "forbidden"},
		{"the zero fault", Fault{}, "broken"},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%s: %q, want %q", c.rule, got, c.want)
		}
	}
}

func TestNotFoundNeverVaries(t *testing.T) {
	a, b := Of(NotFound("stays.Get")), Of(NotFound("people.Get"))
	a.Op, b.Op = "", ""
	if !reflect.DeepEqual(a, b) {
		t.Errorf("%+v and %+v tell records apart", a, b)
	}
}

func TestFieldsShowAllFaultsAtOnce(t *testing.T) {
	f := Fields{Op: "stays.Add"}
	if err := f.Err(); err != nil {
		t.Fatalf("nothing was noted, but %v", err)
	}
	f.Bad("arrive", "Pick a day.")
	f.Bad("guest", "Who comes?")
	err := f.Err()
	if KindOf(err) != Invalid {
		t.Errorf("%v", KindOf(err))
	}
	want := map[string]string{"arrive": "Pick a day.", "guest": "Who comes?"}
	if got := ByField(fmt.Errorf("wrapped: %w", err)); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if ByField(errors.New("x")) != nil {
		t.Error("an error that is no fault has no fields")
	}
}

func TestTheCauseIsFound(t *testing.T) {
	cause := errors.New("unique")
	if !errors.Is(fmt.Errorf("x: %w", &Fault{Err: cause}), cause) {
		t.Error("the cause is hidden")
	}
	if Of(nil) != nil {
		t.Error("nil has no fault")
	}
}

func TestIs(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		kind Kind
		want bool
	}{
		"nil is of no kind":             {nil, Broken, false},
		"a plain error is ours":         {errors.New("x"), Broken, true},
		"a wrapped fault keeps its own": {fmt.Errorf("x: %w", NotFound("y")), Missing, true},
		"and is of no other":            {NotFound("y"), Conflict, false},
	} {
		if got := Is(c.err, c.kind); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestWhatIsOurs(t *testing.T) {
	for _, c := range []struct {
		rule string
		err  error
		want bool
	}{
		{"what nobody sorted", errors.New("nil map"), true},
		{"a database that is away", fmt.Errorf("reading: %w", &Fault{Kind: Unavailable}), true},
		{"not what somebody typed", Bad("x", "day", "Pick a day."), false},
		{"not a refusal", NotFound("x"), false},
		{"not what went well", nil, false},
	} {
		if got := Ours(c.err); got != c.want {
			t.Errorf("%s: %v", c.rule, got)
		}
	}
}
