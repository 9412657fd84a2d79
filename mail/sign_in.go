package mail

import (
	"time"

	"keyhouse/words"
)

// The mails around signing in. Their words come from the catalogue, in the
// language of whoever gets them.

// letter is a Letter in a language.
func letter(t *words.Tongue, company, subject string, paragraphs ...string) Letter {
	return Letter{Tongue: t, Subject: subject, Company: company, Paragraphs: paragraphs}
}

// Invitation brings a new person the link with which they are in. Staff sign in
// by it; somebody with portal access is asked for a password first, and may go
// without.
func Invitation(t *words.Tongue, staff bool, company, inviter, link string, until time.Time) Letter {
	l := letter(t, company, t.Say("mail.invitation.subject", "inviter", inviter, "company", company),
		t.Say("mail.invitation.made", "inviter", inviter, "company", company))
	l.Link = link
	if staff {
		l.Paragraphs, l.Button = append(l.Paragraphs, t.Say("mail.invitation.staff")), t.Say("mail.invitation.staff-button")
	} else {
		l.Paragraphs, l.Button = append(l.Paragraphs, t.Say("mail.invitation.portal")), t.Say("mail.invitation.portal-button")
	}
	l.After = []string{t.Say("mail.link-until", "until", Moment(t, until)), t.Say("mail.invitation.unexpected")}
	return l
}

// Joined tells somebody who can sign in already that one more account lets them
// in.
func Joined(t *words.Tongue, company, inviter, address string) Letter {
	l := letter(t, company, t.Say("mail.joined.subject", "inviter", inviter, "company", company),
		t.Say("mail.invitation.made", "inviter", inviter, "company", company), t.Say("mail.joined.how"))
	l.Button, l.Link, l.After = t.Say("sign-in.button"), address, []string{t.Say("mail.invitation.unexpected")}
	return l
}

// SignIn brings a link to sign in and, if the person asked for it themselves, a
// code to type instead. by is who of company sends it otherwise.
func SignIn(t *words.Tongue, company, by, link, code string, until time.Time) Letter {
	l := letter(t, company, t.Say("mail.sign-in.subject"), t.Say("mail.sign-in.asked"))
	if by != "" {
		l.Paragraphs[0] = t.Say("mail.sign-in.sent", "by", by, "company", company)
	}
	if code != "" {
		l.Facts = [][2]string{{t.Say("mail.sign-in.code"), code[:3] + " " + code[3:]}}
	}
	l.Button, l.Link = t.Say("sign-in.button"), link
	l.After = []string{t.Say("mail.link-until", "until", Moment(t, until)), t.Say("mail.sign-in.unexpected")}
	return l
}

// Reset brings the link with which a person chooses a new password. company is
// empty when the person asked for it themselves.
func Reset(t *words.Tongue, company, link string, until time.Time) Letter {
	l := letter(t, company, t.Say("reset.title"), t.Say("mail.reset.asked"))
	l.Button, l.Link = t.Say("reset.title"), link
	l.After = []string{t.Say("mail.link-until", "until", Moment(t, until)), t.Say("mail.reset.unexpected")}
	return l
}

// PasswordChanged tells a person that their password is another now; by is who
// of company did it, if it was not themselves.
func PasswordChanged(t *words.Tongue, company, by string, at time.Time) Letter {
	l := letter(t, company, t.Say("mail.password.subject"), t.Say("mail.password.changed", "at", Moment(t, at)))
	if by != "" {
		l.Paragraphs[0] = t.Say("mail.password.changed-by", "by", by, "at", Moment(t, at))
	}
	l.After = []string{t.Say("mail.password.unexpected")}
	return l
}

// NewDevice tells a person that somebody signed in as them in a browser not seen
// before.
func NewDevice(t *words.Tongue, device, ip string, at time.Time, link string) Letter {
	l := letter(t, "", t.Say("mail.device.subject"), t.Say("mail.device.happened"))
	l.Facts = [][2]string{{t.Say("mail.device.with"), device}, {t.Say("mail.device.from"), ip}, {t.Say("mail.device.when"), Moment(t, at)}}
	l.Button, l.Link = t.Say("mail.device.look"), link
	l.After = []string{t.Say("mail.device.unexpected"), t.Say("mail.device.mute")}
	return l
}

// ConfirmEmail brings, to the new address, the link that makes it the one.
func ConfirmEmail(t *words.Tongue, old, link string, until time.Time) Letter {
	l := letter(t, "", t.Say("mail.email.subject"), t.Say("mail.email.asked", "old", old))
	l.Button, l.Link = t.Say("mail.email.button"), link
	l.After = []string{t.Say("mail.link-until", "until", Moment(t, until)), t.Say("mail.email.unexpected")}
	return l
}

// EmailTaken tells whoever has an address that somebody wanted it for theirs.
func EmailTaken(t *words.Tongue) Letter {
	l := letter(t, "", t.Say("mail.email.taken-subject"), t.Say("mail.email.taken"))
	l.After = []string{t.Say("mail.email.unexpected")}
	return l
}

// EmailChanged tells the old address that another took its place.
func EmailChanged(t *words.Tongue, to string, at time.Time) Letter {
	l := letter(t, "", t.Say("mail.email.changed-subject"), t.Say("mail.email.changed", "to", to, "at", Moment(t, at)))
	l.After = []string{t.Say("mail.email.changed-unexpected")}
	return l
}

// ConfirmProvider brings the link with which somebody confirms that they are who
// has just come through a provider.
func ConfirmProvider(t *words.Tongue, provider, link string, until time.Time) Letter {
	l := letter(t, "", t.Say("mail.provider.subject", "provider", provider),
		t.Say("mail.provider.came", "provider", provider), t.Say("mail.provider.confirm", "provider", provider))
	l.Button, l.Link = t.Say("mail.provider.button"), link
	l.After = []string{t.Say("mail.link-until", "until", Moment(t, until)), t.Say("mail.provider.unexpected")}
	return l
}

// SignUp brings the link by which an account that somebody asked for is opened.
func SignUp(t *words.Tongue, company, link string, until time.Time) Letter {
	l := letter(t, "", t.Say("mail.sign-up.subject", "company", company), t.Say("mail.sign-up.asked", "company", company))
	l.Button, l.Link = t.Say("mail.sign-up.button"), link
	l.After = []string{t.Say("mail.link-until", "until", Moment(t, until)), t.Say("mail.sign-up.unexpected")}
	return l
}

// WaysChanged tells a person that a way to sign in was added or removed.
func WaysChanged(t *words.Tongue, way string, added bool, link string, at time.Time) Letter {
	l := letter(t, "", t.Say("mail.ways.added-subject", "way", way), t.Say("mail.ways.added", "way", way, "at", Moment(t, at)))
	l.Button, l.Link, l.After = t.Say("mail.ways.look"), link, []string{t.Say("mail.ways.added-unexpected")}
	if !added {
		l.Subject, l.Paragraphs[0] = t.Say("mail.ways.removed-subject", "way", way), t.Say("mail.ways.removed", "way", way, "at", Moment(t, at))
		l.After[0] = t.Say("mail.ways.removed-unexpected")
	}
	return l
}

// LoggedInAs tells somebody that a person of the office looks at their account
// as they do, and may act there in their name, for an hour.
func LoggedInAs(t *words.Tongue, company, by, reason string, at time.Time) Letter {
	l := letter(t, company, t.Say("mail.acting.subject", "by", by, "company", company),
		t.Say("mail.acting.happened", "by", by, "company", company, "at", Moment(t, at)),
		t.Say("mail.acting.reason", "reason", reason), t.Say("mail.acting.recorded"))
	l.After = []string{t.Say("mail.acting.unexpected", "company", company)}
	return l
}

// Moment says a point in time as mails do, in the zone it is given in.
func Moment(t *words.Tongue, at time.Time) string { return t.Moment(at) }
