package seal

import (
	"bytes"
	"errors"
	"testing"
)

func TestOnlyTheRightKeyOpensForTheRightPurpose(t *testing.T) {
	old, fresh := NewKey(), NewKey()
	secret, ana, bob := []byte("JBSWY3DPEHPK3PXP"), []byte("ana"), []byte("bob")
	sealed := New(old).Seal("totp", secret, ana)
	if bytes.Contains(sealed, secret) {
		t.Fatal("readable")
	}
	if got, err := New(fresh, old).Open("totp", sealed, ana); err != nil || !bytes.Equal(got, secret) {
		t.Errorf("a replaced key opens nothing: %q %v", got, err)
	}
	if _, err := New(fresh).Open("totp", sealed, ana); !errors.Is(err, ErrNoKey) {
		t.Errorf("without its key: %v", err)
	}
	for what, err := range map[string]error{
		"for another purpose":   second(New(old).Open("mail", sealed, ana)),
		"as another's":          second(New(old).Open("totp", sealed, bob)),
		"when one bit is other": second(New(old).Open("totp", append(bytes.Clone(sealed[:len(sealed)-1]), sealed[len(sealed)-1]^1), ana)),
		"when it is cut short":  second(New(old).Open("totp", sealed[:5], ana)),
		"when it is empty":      second(New(old).Open("totp", nil, ana)),
	} {
		if err == nil {
			t.Errorf("it opens %s", what)
		}
	}
	if bytes.Equal(sealed, New(old).Seal("totp", secret, ana)) {
		t.Error("the same secret is sealed alike twice")
	}
}

func second(_ []byte, err error) error { return err }

func TestMarks(t *testing.T) {
	r := New(NewKey())
	mark := r.Mark("challenge", []byte("x"))
	if !r.Marked("challenge", []byte("x"), mark) || r.Marked("challenge", []byte("y"), mark) || r.Marked("other", []byte("x"), mark) || New(NewKey()).Marked("challenge", []byte("x"), mark) {
		t.Error("a mark counts where it must not, or not where it must")
	}
}

func TestKeysAreReadAsWritten(t *testing.T) {
	k := NewKey()
	got, err := Read(Write(k) + "\n")
	if err != nil || !bytes.Equal(got, k) || New(k).Name() != New(got).Name() || New(k).Name() == New(NewKey()).Name() {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range []string{"", "password", Write(k[:31]), "!!!"} {
		if _, err := Read(bad); err == nil {
			t.Errorf("%q is taken for a key", bad)
		}
	}
}
