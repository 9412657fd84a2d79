package mail

import "keyhouse/words"

// Block is what a notice about blocked time says.
type Block struct {
	Property, Maker        string // Maker as shown on the record; "" where it is not told which client it was
	Acting                 string // the office person who was signed in as Maker, or ""
	Arrive, Depart, Nights string // days and their number, as people say them
	Label                  string
	Link                   string
}

func (b Block) maker(t *words.Tongue) string {
	switch {
	case b.Maker == "":
		return t.Say("mail.block.client")
	case b.Acting != "":
		return t.Say("mail.block.acting", "by", b.Acting, "maker", b.Maker)
	}
	return b.Maker
}

// BlockedOff tells the office or a third party that an owner has blocked off
// time.
func BlockedOff(t *words.Tongue, company string, b Block) Letter {
	return b.letter(t, company, t.Say("mail.block.off-subject", "property", b.Property, "from", b.Arrive), t.Say("mail.block.off"))
}

// BlockMoved tells the same people that a block has other nights now.
func BlockMoved(t *words.Tongue, company string, b Block) Letter {
	return b.letter(t, company, t.Say("mail.block.moved-subject", "property", b.Property, "from", b.Arrive), t.Say("mail.block.moved"))
}

// BlockLifted tells the same people that the nights are free again.
func BlockLifted(t *words.Tongue, company string, b Block) Letter {
	return b.letter(t, company, t.Say("mail.block.lifted-subject", "property", b.Property, "from", b.Arrive), t.Say("mail.block.lifted"))
}

func (b Block) letter(t *words.Tongue, company, subject, first string) Letter {
	l := letter(t, company, subject, first)
	l.Facts = [][2]string{{t.Say("mail.fact.property"), b.Property}, {t.Say("mail.fact.from"), b.Arrive}, {t.Say("mail.fact.until"), b.Depart},
		{t.Say("mail.fact.nights"), b.Nights}, {t.Say("mail.fact.marked"), b.Label}, {t.Say("mail.fact.by"), b.maker(t)}}
	if b.Link != "" {
		l.Button, l.Link = t.Say("mail.block.button"), b.Link
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
func Quote(t *words.Tongue, company string, o Offer) Letter {
	l := letter(t, company, t.Say("mail.quote.subject", "number", o.Number, "property", o.Property), t.Say("mail.quote.offer"))
	l.Facts = [][2]string{{t.Say("mail.fact.property"), o.Property}, {t.Say("mail.fact.arrival"), o.Arrive},
		{t.Say("mail.fact.departure"), o.Depart}, {t.Say("mail.fact.guests"), o.Guests}, {t.Say("mail.fact.total"), o.Total}}
	l.Button, l.Link, l.After = t.Say("mail.quote.button"), o.Link, []string{t.Say("mail.quote.open")}
	if o.Message != "" {
		l.Paragraphs = append(l.Paragraphs, o.Message)
	}
	if o.ValidUntil != "" {
		l.Facts = append(l.Facts, [2]string{t.Say("mail.fact.valid-until"), o.ValidUntil})
	}
	return l
}

// Account is what the mail with an owner's statement says: sums and days as
// people say them.
type Account struct {
	Number, From, Until            string // Until is its last day
	Opening, Earned, Paid, Closing string
	Link                           string
	Document                       Attachment
}

// Statement brings an owner their statement as a document.
func Statement(t *words.Tongue, company string, a Account) Letter {
	l := letter(t, company, t.Say("mail.statement.subject", "number", a.Number, "company", company),
		t.Say("mail.statement.here", "from", a.From, "until", a.Until))
	l.Facts = [][2]string{{t.Say("mail.fact.opening"), a.Opening}, {t.Say("mail.fact.earned"), a.Earned},
		{t.Say("mail.fact.paid"), a.Paid}, {t.Say("mail.fact.closing"), a.Closing}}
	l.Button, l.Link, l.Files = t.Say("mail.statement.button"), a.Link, []Attachment{a.Document}
	return l
}
