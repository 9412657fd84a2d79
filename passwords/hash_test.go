package passwords

import (
	"context"
	"strings"
	"testing"
)

func TestHashes(t *testing.T) {
	ctx, h := context.Background(), NewHasher()
	hashed, err := h.Hash(ctx, "first password")
	one := hashed.Stored()
	if err != nil || !strings.HasPrefix(one, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%s, %v", one, err)
	}
	two, _ := h.Hash(ctx, "first password")
	if one == two.Stored() {
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
		if got, err := h.Matches(ctx, c.stored, c.password); got != c.match || err != nil {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
	if _, err := h.Matches(ctx, "$1$md5", "x"); err == nil {
		t.Error("a hash of another kind is no error")
	}
}

func TestHasherGivesUpWithItsCaller(t *testing.T) {
	h := NewHasher()
	for range cap(h.turn) {
		h.turn <- struct{}{}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.Hash(ctx, "first password"); err == nil {
		t.Error("waits for somebody who has left")
	}
	for range cap(h.waiting) {
		h.waiting <- struct{}{}
	}
	if _, err := h.Hash(context.Background(), "first password"); err == nil {
		t.Error("the queue has no end")
	}
}

// Whoever asks for an address that nobody has must wait as long as for one that
// somebody has: if the cost of a hash changes, so must the dummy.
func TestTheDummyIsARealHash(t *testing.T) {
	if real := encodeHash([]byte("no password has this"), make([]byte, argonSaltBytes)); real != dummyHash {
		t.Errorf("the dummy is to be %s", real)
	}
}
