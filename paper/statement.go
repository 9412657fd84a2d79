package paper

import (
	"bytes"
	"strconv"
	"strings"

	"keyhouse/calendar"
	"keyhouse/cash"
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
	p := Paper{
		Title: "Owner statement", From: s.Issuer, To: s.Owner, Footer: s.Footer, Made: s.Issued,
		Facts: []Fact{{"Statement", s.Number}, {"Period", dayWords(s.From) + " – " + dayWords(s.Until.Add(-1))}, {"Issued", dayWords(s.Issued)}, {"Currency", string(s.Currency)}},
		Totals: []Total{
			{Label: "Balance brought forward", Value: s.sum(s.Opening)},
			{Label: "Earned in this period", Value: s.sum(s.Earned)},
			{Label: "Paid out in this period", Value: s.sum(-s.Paid)},
			{Label: "Balance", Value: s.sum(s.Closing) + " " + string(s.Currency), Strong: true},
		},
	}
	p.Sections = s.properties()
	if len(p.Sections) == 0 {
		p.Intro = "Nothing was earned in this period."
	}
	if len(s.Payouts) > 0 {
		p.Sections = append(p.Sections, s.payouts())
	}
	return p
}

// properties makes a section of each property's lines, as they first appear.
func (s Statement) properties() []Section {
	var sections []Section
	at := map[string]int{}
	sums := map[string]int64{}
	for _, l := range s.Lines {
		i, met := at[l.Property]
		if !met {
			i = len(sections)
			at[l.Property] = i
			sections = append(sections, Section{Title: l.Property, Columns: []Column{
				{Title: "Date", Parts: 15}, {Title: "Description", Parts: 56}, {Title: "Nights", Parts: 9, Right: true}, {Title: "Amount (" + string(s.Currency) + ")", Parts: 20, Right: true}}})
			if l.Property == "" {
				sections[i].Title = "Other"
			}
		}
		nights := ""
		if l.Nights > 0 {
			nights = strconv.Itoa(l.Nights)
		}
		sections[i].Rows = append(sections[i].Rows, []string{dayWords(l.Day), l.Description, nights, s.sum(l.Minor)})
		sums[l.Property] += l.Minor
		sections[i].Sum = []string{"", "Total", "", s.sum(sums[l.Property])}
	}
	return sections
}

func (s Statement) payouts() Section {
	section := Section{Title: "Paid out", Columns: []Column{{Title: "Date", Parts: 15}, {Title: "How", Parts: 65}, {Title: "Amount (" + string(s.Currency) + ")", Parts: 20, Right: true}}}
	var sum int64
	for _, p := range s.Payouts {
		section.Rows = append(section.Rows, []string{dayWords(p.Day), p.Method, s.sum(p.Minor)})
		sum += p.Minor
	}
	section.Sum = []string{"", "Total", s.sum(sum)}
	return section
}

// sum prints without the currency, which the column names, and with a true
// minus sign.
func (s Statement) sum(minor int64) string {
	text := strings.TrimSuffix(cash.Amount{Minor: minor, Currency: s.Currency}.String(), " "+string(s.Currency))
	return strings.Replace(text, "-", "−", 1)
}

func dayWords(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format("2 Jan 2006")
}
