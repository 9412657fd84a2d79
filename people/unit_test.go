package people

import (
	"strings"
	"testing"
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
