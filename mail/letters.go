package mail

import "time"

// Invitation brings a new person the link with which they choose a password.
func Invitation(company, inviter, link string, until time.Time) Letter {
	return Letter{
		Subject: inviter + " invites you to " + company,
		Company: company,
		Paragraphs: []string{inviter + " has made an access for you at " + company + ".",
			"Choose a password and you are in."},
		Button: "Choose a password", Link: link,
		After: []string{validUntil(until), "If you were not expecting this, leave it: nothing happens."},
	}
}

// Reset brings the link with which a person chooses a new password. company is
// empty when the person asked for it themselves.
func Reset(company, link string, until time.Time) Letter {
	return Letter{
		Subject: "Choose a new password", Company: company,
		Paragraphs: []string{"Somebody – you, we hope – asked for a new password for this address."},
		Button:     "Choose a new password", Link: link,
		After: []string{validUntil(until), "If it was not you, leave it: your password stays as it is."},
	}
}

// PasswordChanged tells a person that their password is another now.
func PasswordChanged(company, by string, at time.Time) Letter {
	l := Letter{
		Subject: "Your password was changed", Company: company,
		Paragraphs: []string{"Your password was changed on " + moment(at) + "."},
		After:      []string{"If you did not expect this, ask for a new password on the sign-in page and tell your administrator."},
	}
	if by != "" {
		l.Paragraphs[0] = by + " changed your password on " + moment(at) + "."
	}
	return l
}

// ConfirmProvider brings the link with which somebody confirms that they are who
// has just come through a provider.
func ConfirmProvider(provider, link string, until time.Time) Letter {
	return Letter{
		Subject: "Is it you who signs in with " + provider + "?",
		Paragraphs: []string{"Somebody – you, we hope – has just come here with " + provider + ", which says that this address is theirs.",
			"If it was you, confirm it: from then on you can sign in with " + provider + "."},
		Button: "It was me", Link: link,
		After: []string{validUntil(until), "If it was not you, leave it: nothing changes, and nobody gets in."},
	}
}

// WaysChanged tells a person that a way to sign in was added or removed.
func WaysChanged(way string, added bool, link string, at time.Time) Letter {
	l := Letter{
		Subject:    way + " signs you in from now on",
		Paragraphs: []string{"On " + moment(at) + " " + way + " was added to the ways in which you sign in."},
		Button:     "Look at your sign-in", Link: link,
		After: []string{"If you did not do this, remove it there, choose a new password and tell your administrator."},
	}
	if !added {
		l.Subject = way + " signs you in no more"
		l.Paragraphs[0] = "On " + moment(at) + " " + way + " was removed from the ways in which you sign in."
		l.After[0] = "If you did not do this, choose a new password and tell your administrator."
	}
	return l
}

// LoggedInAs tells somebody that a person of the office looks at their account
// as they do, and may act there in their name, for an hour.
func LoggedInAs(company, by, reason string, at time.Time) Letter {
	return Letter{
		Subject: by + " is logged in as you at " + company, Company: company,
		Paragraphs: []string{
			by + " of " + company + " logged in as you on " + moment(at) + ". For an hour at most they see and do what you can, to help you.",
			"The reason they gave: " + reason,
			"Whatever they do is recorded under both names. They cannot change your password, your e-mail address or how you sign in."},
		After: []string{"If you did not expect this, ask " + company + " about it."},
	}
}

// Block is what a notice about blocked time says.
type Block struct {
	Property, Maker        string // Maker as shown on the record
	Acting                 string // the office person who was signed in as Maker, or ""
	Arrive, Depart, Nights string // days and their number, as people say them
	Label                  string
	Link                   string
}

func (b Block) facts() [][2]string {
	maker := b.Maker
	if b.Acting != "" {
		maker = b.Acting + ", signed in as " + b.Maker
	}
	return [][2]string{{"Property", b.Property}, {"From", b.Arrive}, {"Until", b.Depart},
		{"Nights", b.Nights}, {"Marked", b.Label}, {"By", maker}}
}

// BlockedOff tells the office or a third party that an owner has blocked off
// time.
func BlockedOff(company string, b Block) Letter {
	return b.letter(company, b.Property+" is blocked off from "+b.Arrive, "Time was blocked off:")
}

// BlockMoved tells the same people that a block has other nights now.
func BlockMoved(company string, b Block) Letter {
	return b.letter(company, "Changed: "+b.Property+" is blocked off from "+b.Arrive, "Blocked time was moved. It is now:")
}

// BlockLifted tells the same people that the nights are free again.
func BlockLifted(company string, b Block) Letter {
	return b.letter(company, b.Property+" is free again from "+b.Arrive, "Blocked time was given back:")
}

func (b Block) letter(company, subject, first string) Letter {
	l := Letter{Subject: subject, Company: company, Paragraphs: []string{first}, Facts: b.facts()}
	if b.Link != "" {
		l.Button, l.Link = "Open the calendar", b.Link
	}
	return l
}

// Offer is what the mail with a quote says.
type Offer struct {
	Number, Property, Arrive, Depart, Guests, Total, ValidUntil string
	Message                                                     string // the office's own words
	Link                                                        string // where it is looked at and accepted
}

// Quote brings a guest the offer and the link to accept it.
func Quote(company string, o Offer) Letter {
	l := Letter{
		Subject: "Your quote " + o.Number + " for " + o.Property, Company: company,
		Paragraphs: []string{"Thank you for your interest. This is what we can offer:"},
		Facts: [][2]string{{"Property", o.Property}, {"Arrival", o.Arrive}, {"Departure", o.Depart},
			{"Guests", o.Guests}, {"Total", o.Total}},
		Button: "Look at the quote", Link: o.Link,
		After: []string{"Nothing is booked until you accept."},
	}
	if o.Message != "" {
		l.Paragraphs = append(l.Paragraphs, o.Message)
	}
	if o.ValidUntil != "" {
		l.Facts = append(l.Facts, [2]string{"Valid until", o.ValidUntil})
	}
	return l
}

// Statement brings an owner their statement as a PDF.
func Statement(company, number, from, until, closing, link string, pdf Attachment) Letter {
	return Letter{
		Subject: "Owner statement " + number + ", " + from + " to " + until, Company: company,
		Paragraphs: []string{"Attached is your statement for " + from + " to " + until + "."},
		Facts:      [][2]string{{"Statement", number}, {"Balance", closing}},
		Button:     "Open the statement", Link: link,
		Files: []Attachment{pdf},
	}
}

func validUntil(t time.Time) string { return "The link works once, until " + moment(t) + "." }

func moment(t time.Time) string { return t.Format("2 January 2006, 15:04 MST") }
