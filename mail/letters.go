package mail

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
