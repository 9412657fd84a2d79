package people

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"keyhouse/fault"
)

// maxEmail is the longest address that mail servers carry (RFC 5321).
const maxEmail = 254

const (
	sayEmail     = "Write the e-mail address like name@example.com."
	sayEmailLong = "This e-mail address is too long: 254 characters are the most that mail servers carry."
)

// domainForm is two or more labels of a host name, in ASCII.
var domainForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// FoldEmail gives the key under which an address is known: the same for every
// way of typing it in capitals, composed or decomposed accents, and Unicode or
// ASCII domain. Its faults speak of field.
func FoldEmail(field, typed string) (string, error) {
	text := norm.NFC.String(strings.TrimSpace(typed))
	if len(text) > maxEmail {
		return "", fault.Bad("people.FoldEmail", field, sayEmailLong)
	}
	at := strings.LastIndexByte(text, '@')
	if at < 1 || at > 64 || !plainLocal(text[:at]) {
		return "", fault.Bad("people.FoldEmail", field, sayEmail)
	}
	domain, ok := asciiDomain(text[at+1:])
	if !ok {
		return "", fault.Bad("people.FoldEmail", field, sayEmail)
	}
	return norm.NFC.String(strings.ToLower(text[:at])) + "@" + domain, nil
}

// asciiDomain gives a domain in the one spelling that DNS knows.
func asciiDomain(typed string) (string, bool) {
	if !utf8.ValidString(typed) {
		return "", false
	}
	domain, err := idna.Lookup.ToASCII(strings.TrimSuffix(typed, "."))
	if err != nil {
		return "", false
	}
	domain = strings.ToLower(domain)
	again, err := idna.Lookup.ToASCII(domain)
	return domain, err == nil && again == domain && domainForm.MatchString(domain)
}

// plainLocal reports whether the part before the @ is one that people have:
// dots, plus signs and letters of any script, but no blanks, quotes, brackets
// or second @.
func plainLocal(local string) bool {
	if !utf8.ValidString(local) || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return false
	}
	return !strings.ContainsFunc(local, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsGraphic(r) || strings.ContainsRune(`"(),:;<>@[\]`, r)
	})
}
