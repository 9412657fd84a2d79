package throttle

import (
	"fmt"
	"testing"
	"time"
)

func TestLimit(t *testing.T) {
	now := time.Now()
	th := New(2, time.Minute)
	for i, want := range []bool{true, true, false} {
		if th.Take("a", now) != want {
			t.Errorf("go %d", i)
		}
	}
	th.GiveBack("a")
	if !th.Take("a", now) || th.Take("a", now) || !th.Take("b", now) {
		t.Error("what was given back does not count, or keys share a bucket")
	}
	if !th.Take("a", now.Add(time.Minute)) || th.Take("a", now.Add(time.Minute)) {
		t.Error("one go a minute comes back")
	}
	for i := range 3 * Most {
		th.Take(fmt.Sprint("stranger ", i), now)
	}
	if len(th.buckets) > Most {
		t.Errorf("remembers %d", len(th.buckets))
	}
}

func TestNetwork(t *testing.T) {
	for ip, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "::ffff:192.0.2.1", "2001:db8:1:2:3::4": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "": "", "not an address": "not an address",
	} {
		if got := Network(ip); got != want {
			t.Errorf("%s is of %s, want %s", ip, got, want)
		}
	}
}
