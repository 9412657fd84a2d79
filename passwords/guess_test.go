package passwords

import (
	"strings"
	"testing"
)

func TestPasswordsThatGuessersTryFirst(t *testing.T) {
	for _, password := range []string{
		"password", "Password1", "P@ssw0rd!", "passwordpassword", "12345678", "87654321", "aaaaaaaa", "abcabcabc", "qwertyuiop", "1q2w3e4r", "zaq12wsx",
		"asdfqwer", "iloveyou", "letmein123", "welcome2026", "Sommer2025!", "football1", "dragon!!1", "jessica1990", "wachtwoord1", "motdepasse",
		"olga owner", "Owner2026!", "0lga0wn3r", "olga.owner", "keyhouse1",
	} {
		if !common(password, "Olga Owner", "olga.owner@people.example", "Keyhouse") {
			t.Errorf("%q is taken", password)
		}
	}
}

func TestPasswordsOfOnesOwn(t *testing.T) {
	for _, password := range []string{
		"four unrelated words", "salt-and-sand", "a garden by the river", "quite another sentence", "xk3jfk2kqz", "Zeezicht 14 bus 3", "šálek čaje denně",
		"🐙🦑🦐🦞🐚🪸🐬🐳", "пароль от калитки", "dog dog cat dog", strings.Repeat("long ", 200),
	} {
		if err := Check("password", password, "Olga Owner"); err != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
}

func TestPasswordBounds(t *testing.T) {
	for _, c := range []struct {
		name, password string
		taken          bool
	}{
		{"seven characters", "kx7#vqz", false},
		{"eight", "kx7#vqzm", true},
		{"eight letters of two bytes", "žůčřšěýá", true},
		{"128 characters", strings.Repeat("kx7#vqzm", 16), true},
		{"as long as it says", strings.Repeat("kx7#vqzm", 128), true},
		{"longer", strings.Repeat("kx7#vqzm", 128) + "x", false},
		{"no text", "kx7#vqz\xff\xfe", false},
	} {
		if err := Check("password", c.password); (err == nil) != c.taken {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestStrength(t *testing.T) {
	for _, c := range []struct {
		password string
		want     Strength
	}{
		{"password1", Refused}, {"short", Refused},
		{"treehouse", Refused}, {"dog dog dog", Refused}, {"tree9house", Weak},
		{"kx7#vqzm", Fair},
		{"four unrelated words", Good},
		{"a garden by the river, at noon", Strong}, {strings.Repeat("kx7#vqzm", 128), Strong},
	} {
		if got := StrengthOf(c.password); got != c.want {
			t.Errorf("%q is %d (%.0f bits), not %d", c.password, got, guessBits(c.password), c.want)
		}
	}
}

func FuzzStrength(f *testing.F) {
	f.Add("four unrelated words", "Olga")
	f.Add("\x80\xff", "")
	f.Fuzz(func(t *testing.T, password, own string) {
		if s := StrengthOf(password, own); s < Refused || s > Strong {
			t.Errorf("%q is %d", password, s)
		}
	})
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
		if err := Check("password", c.password, "Ana Peeters", "ana.peeters@example.com"); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
