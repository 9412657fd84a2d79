package mail

import (
	"regexp"
	"strings"
)

// Settings are how mail leaves, without any secret.
type Settings struct {
	Host     string // "" is no server: mails wait in the outbox
	Port     int
	Security string // smtp (TLS if offered), starttls, smtps
	SignsIn  bool   // with a name and a password
	From     string
}

// Settings gives how mail leaves.
func (p *Post) Settings() Settings {
	if p.out == nil {
		return Settings{}
	}
	return p.out.shown
}

var code = regexp.MustCompile(`\b[245][0-9][0-9](?:[ -][245]\.[0-9]{1,3}\.[0-9]{1,3})?\b`)

// Reason leaves of what went wrong with a mail what says nothing about anybody:
// our own words, and the number the server gave.
func Reason(text string) string {
	ours, theirs, _ := strings.Cut(text, ": ")
	if number := code.FindString(theirs); number != "" {
		return ours + " (" + number + ")"
	}
	return ours
}
