package people

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestFoldEmail(t *testing.T) {
	for _, c := range []struct{ name, in, key string }{
		{"plain", "ana@example.com", "ana@example.com"},
		{"capitals", "Ana.Peeters@EXAMPLE.com", "ana.peeters@example.com"},
		{"blanks around", "  ana@example.com\n", "ana@example.com"},
		{"a plus sign is another address", "ana+quay@example.com", "ana+quay@example.com"},
		{"a name of another script", "用户@例え.jp", "用户@xn--r8jz45g.jp"},
		{"composed and decomposed are one", "zoe\u0308@example.com", "zo\u00eb@example.com"},
		{"an international domain", "ana@Bücher.example", "ana@xn--bcher-kva.example"},
		{"the same domain in ASCII", "ana@xn--bcher-kva.EXAMPLE", "ana@xn--bcher-kva.example"},
		{"an apostrophe", "o'neil@example.ie", "o'neil@example.ie"},
		{"a dot at the end of the domain", "ana@example.com.", "ana@example.com"},
		{"nothing", "", ""},
		{"no @", "ana.example.com", ""},
		{"two @", "ana@b@example.com", ""},
		{"nobody", "@example.com", ""},
		{"nowhere", "ana@", ""},
		{"no dot in the domain", "ana@example", ""},
		{"a blank inside", "an a@example.com", ""},
		{"a line break inside", "ana@example.com\r\nBcc: x@example.com", ""},
		{"a null", "an\x00a@example.com", ""},
		{"invisible characters", "an\u200ba@example.com", ""},
		{"turned direction", "an\u202ea@example.com", ""},
		{"damaged text", "an\xffa@example.com", ""},
		{"a display name", "Ana <ana@example.com>", ""},
		{"dots in a row", "an..a@example.com", ""},
		{"longer than mail can carry", strings.Repeat("a", 60) + "@" + strings.Repeat("b.", 120) + "com", ""},
	} {
		key, err := FoldEmail("email", c.in)
		if key != c.key || (err == nil) != (c.key != "") {
			t.Errorf("%s: %q, %v", c.name, key, err)
		}
	}
}

func TestShownEmailFollowsFromTheKey(t *testing.T) {
	for _, typed := range []string{"Ana@Bücher.example", "ana@xn--bcher-kva.example", "ANA@BÜCHER.EXAMPLE"} {
		key, err := FoldEmail("email", typed)
		if err != nil || shownEmail(key) != "ana@bücher.example" {
			t.Errorf("%s is shown as %s, %v", typed, shownEmail(key), err)
		}
	}
}

func TestPasswordRules(t *testing.T) {
	for _, c := range []struct {
		name, password string
		ok             bool
	}{
		{"seven characters", "Xk9#vQ2", false},
		{"eight characters", "Xk9#vQ2p", true},
		{"eight characters of another script", "пароль я", true},
		{"small letters only", "correct horse battery", true},
		{"blanks only, but many kinds of nothing", "        ", false},
		{"the word itself", "password", false},
		{"dressed up", "P@ssw0rd123!", false},
		{"said twice", "dragondragon", false},
		{"a keyboard row", "qwertyuiop", false},
		{"one key", "aaaaaaaaaaaa", false},
		{"counting", "1234567890", false},
		{"counting down", "87654321", false},
		{"one's own name", "AnaPeeters1", false},
		{"half of one's own name", "peeters2026", false},
		{"one's own address", "ana.peeters!", false},
		{"a common word among others", "dragon on the quay", true},
		{"a thousand letters", strings.Repeat("xyzw ", 200), true},
		{"a book", strings.Repeat("xyzw ", 300), false},
		{"damaged text", "abc\xffdefgh", false},
	} {
		if err := checkPassword("password", c.password, "Ana Peeters", "ana.peeters@example.com"); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestHashes(t *testing.T) {
	ctx, h := context.Background(), newHasher()
	one, err := h.hash(ctx, "first password")
	if err != nil || !strings.HasPrefix(one, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%s, %v", one, err)
	}
	two, _ := h.hash(ctx, "first password")
	if one == two {
		t.Error("no salt")
	}
	for _, c := range []struct {
		name, stored, password string
		match                  bool
	}{
		{"the password", one, "first password", true},
		{"another", one, "First password", false},
		{"none", one, "", false},
		{"none stored", "", "first password", false},
		{"none stored, none given", "", "", false},
		{"what the dummy was made from", "", "no password has this", false},
	} {
		if got, err := h.matches(ctx, c.stored, c.password); got != c.match || err != nil {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
	if _, err := h.matches(ctx, "$1$md5", "x"); err == nil {
		t.Error("a hash of another kind is no error")
	}
}

func TestHasherGivesUpWithItsCaller(t *testing.T) {
	h := newHasher()
	for range cap(h.turn) {
		h.turn <- struct{}{}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.hash(ctx, "first password"); err == nil {
		t.Error("waits for somebody who has left")
	}
	for range cap(h.waiting) {
		h.waiting <- struct{}{}
	}
	if _, err := h.hash(context.Background(), "first password"); err == nil {
		t.Error("the queue has no end")
	}
}

func TestThrottle(t *testing.T) {
	now := time.Now()
	th := newThrottle(2, time.Minute)
	for i, want := range []bool{true, true, false} {
		if th.take("a", now) != want {
			t.Errorf("go %d", i)
		}
	}
	th.giveBack("a")
	if !th.take("a", now) || th.take("a", now) || !th.take("b", now) {
		t.Error("what was given back does not count, or keys share a bucket")
	}
	if !th.take("a", now.Add(time.Minute)) || th.take("a", now.Add(time.Minute)) {
		t.Error("one go a minute comes back")
	}
	for i := range 3 * maxBuckets {
		th.take(fmt.Sprint("stranger ", i), now)
	}
	if len(th.buckets) > maxBuckets {
		t.Errorf("remembers %d", len(th.buckets))
	}
}

func TestNetworkOf(t *testing.T) {
	for ip, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "::ffff:192.0.2.1", "2001:db8:1:2:3::4": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "": "", "not an address": "not an address",
	} {
		if got := networkOf(ip); got != want {
			t.Errorf("%s is of %s, want %s", ip, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	for in, want := range map[string]string{"": "", "abc": "abc", "a\x00b\n": "ab", "äöüäöü": "äöü", "abcdefgh": "abcdef", "\xff\xfe": ""} {
		if got := clip(in, 6); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func FuzzFoldEmail(f *testing.F) {
	f.Add("Ana@Example.com")
	f.Fuzz(func(t *testing.T, typed string) {
		key, err := FoldEmail("email", typed)
		if err != nil {
			return
		}
		if again, err := FoldEmail("email", key); err != nil || again != key {
			t.Errorf("%q folds to %q, which folds to %q, %v", typed, key, again, err)
		}
		if again, err := FoldEmail("email", shownEmail(key)); err != nil || again != key {
			t.Errorf("%q is shown as %q, which is another address", key, shownEmail(key))
		}
	})
}

// Whoever asks for an address that nobody has must wait as long as for one that
// somebody has: if the cost of a hash changes, so must the dummy.
func TestTheDummyIsARealHash(t *testing.T) {
	if real := encodeHash([]byte("no password has this"), make([]byte, argonSaltBytes)); real != dummyHash {
		t.Errorf("the dummy is to be %s", real)
	}
}
