package mail

import (
	"time"

	"keyhouse/words"
)

// The mails about a second factor.

// FactorChanged warns somebody about what became of their second factor, in a
// sentence said already.
func FactorChanged(t *words.Tongue, said, link string, at time.Time) Letter {
	l := letter(t, "Keyhouse", t.Say("mail.factor.subject"), said, t.Say("mail.factor.at", "at", Moment(t, at)))
	l.Button, l.Link, l.After = t.Say("mail.factor.button"), link, []string{t.Say("mail.factor.unexpected")}
	return l
}

// ProofCode brings the code by which somebody proves that it is they.
func ProofCode(t *words.Tongue, code string) Letter {
	return letter(t, "Keyhouse", t.Say("mail.code.subject", "code", code), t.Say("mail.code.type", "code", code), t.Say("mail.code.unexpected"))
}

// WithoutFactor brings the link that takes a lost second factor away; where
// there is none it brings no link, and says so. by is who of company asked.
func WithoutFactor(t *words.Tongue, company, by, link string, until time.Time) Letter {
	l := letter(t, company, t.Say("mail.without.subject"), t.Say("mail.without.told", "by", by, "company", company))
	if link == "" {
		l.Paragraphs = append(l.Paragraphs, t.Say("mail.without.none"))
		return l
	}
	l.Paragraphs = append(l.Paragraphs, t.Say("mail.without.how"))
	l.Button, l.Link = t.Say("mail.without.button"), link
	l.After = []string{t.Say("mail.link-until", "until", Moment(t, until)), t.Say("mail.without.unexpected")}
	return l
}
