package paper

import (
	"bytes"

	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/words"
)

// Statement is an owner's account of a period. Its sums are printed as given:
// what was issued is not worked out anew.
type Statement struct {
	Issuer                         Party
	Owner                          Party
	Number                         string
	From, Until                    calendar.Date // Until is the first day after the period
	Issued                         calendar.Date
	Currency                       cash.Currency
	Opening, Earned, Paid, Closing int64 // in minor units of Currency
	Lines                          []Line
	Payouts                        []Payout
	Footer                         string
	Tongue                         *words.Tongue // what it is printed in; nil is English
}

// Line is one thing that was earned or taken off. Lines of one Property stand
// together, in the order given; Property "" stands for what belongs to none.
type Line struct {
	Property    string
	Day         calendar.Date
	Description string
	Nights      int   // 0: not a stay
	Minor       int64 // the owner's
}

// Payout is money that went to the owner.
type Payout struct {
	Day    calendar.Date
	Method string
	Minor  int64
}

// PDF gives the statement as a document.
func (s Statement) PDF() ([]byte, error) {
	var b bytes.Buffer
	err := s.Paper().PDF(&b)
	return b.Bytes(), err
}

// Paper lays the statement out.
func (s Statement) Paper() Paper {
	t := s.Tongue
	period := t.Say("paper.period-of", "from", t.DayBriefly(s.From), "until", t.DayBriefly(s.Until.Add(-1)))
	p := Paper{
		Title: t.Say("paper.statement-title"), From: s.Issuer, To: s.Owner, Footer: s.Footer, Made: s.Issued, Tongue: t,
		Facts: []Fact{{t.Say("paper.statement"), s.Number}, {t.Say("paper.period"), period}, {t.Say("paper.issued"), t.DayBriefly(s.Issued)},
			{t.Say("paper.currency"), string(s.Currency)}},
		Totals: []Total{
			{Label: t.Say("paper.brought-forward"), Value: s.sum(s.Opening)},
			{Label: t.Say("paper.earned"), Value: s.sum(s.Earned)},
			{Label: t.Say("paper.paid-out-in-period"), Value: s.sum(-s.Paid)},
			{Label: t.Say("paper.balance"), Value: t.Money(cash.Amount{Minor: s.Closing, Currency: s.Currency}), Strong: true},
		},
	}
	p.Sections = s.properties()
	if len(p.Sections) == 0 {
		p.Intro = t.Say("paper.nothing-earned")
	}
	if len(s.Payouts) > 0 {
		p.Sections = append(p.Sections, s.payouts())
	}
	return p
}

// properties makes a section of each property's lines, as they first appear.
func (s Statement) properties() []Section {
	var sections []Section
	t, at, sums := s.Tongue, map[string]int{}, map[string]int64{}
	for _, l := range s.Lines {
		i, met := at[l.Property]
		if !met {
			i = len(sections)
			at[l.Property] = i
			sections = append(sections, s.section(l.Property))
		}
		nights := ""
		if l.Nights > 0 {
			nights = t.Number(int64(l.Nights))
		}
		sections[i].Rows = append(sections[i].Rows, []string{t.DayBriefly(l.Day), l.Description, nights, s.sum(l.Minor)})
		sums[l.Property] += l.Minor
		sections[i].Sum = []string{"", t.Say("paper.total"), "", s.sum(sums[l.Property])}
	}
	return sections
}

// section is the empty table of one property.
func (s Statement) section(property string) Section {
	t := s.Tongue
	if property == "" {
		property = t.Say("paper.other")
	}
	return Section{Title: property, Columns: []Column{{Title: t.Say("paper.date"), Parts: 15}, {Title: t.Say("paper.description"), Parts: 56},
		{Title: t.Say("paper.nights"), Parts: 9, Right: true}, {Title: s.amount(), Parts: 20, Right: true}}}
}

func (s Statement) amount() string {
	return s.Tongue.Say("paper.amount-in", "currency", string(s.Currency))
}

func (s Statement) payouts() Section {
	t := s.Tongue
	section := Section{Title: t.Say("paper.paid-out"), Columns: []Column{{Title: t.Say("paper.date"), Parts: 15}, {Title: t.Say("paper.how"), Parts: 65}, {Title: s.amount(), Parts: 20, Right: true}}}
	var sum int64
	for _, p := range s.Payouts {
		section.Rows = append(section.Rows, []string{t.DayBriefly(p.Day), p.Method, s.sum(p.Minor)})
		sum += p.Minor
	}
	section.Sum = []string{"", t.Say("paper.total"), s.sum(sum)}
	return section
}

// sum prints without the currency, which the column names.
func (s Statement) sum(minor int64) string {
	return s.Tongue.Sum(cash.Amount{Minor: minor, Currency: s.Currency})
}
