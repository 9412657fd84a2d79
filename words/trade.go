package words

import "strings"

// firstTrade is whose words stand where nobody says which trade an account is in.
const firstTrade = "holiday-rentals"

// called are the names under which texts hold a trade's own words: whom it works
// for. Nobody gives them as values: Of puts them in.
var called = []string{"Client", "Clients", "client", "clients", "aclient"}

// Of gives the same language as a trade speaks it: bookkeepers have clients
// where holiday rentals have owners. One that is not known speaks as the first.
func (t *Tongue) Of(trade string) *Tongue {
	if t == nil {
		t = English
	}
	if _, known := English.raw["trade."+trade+".client"]; !known || trade == firstTrade {
		return t
	}
	if of, ok := t.trades.Load(trade); ok {
		return of.(*Tongue)
	}
	of := &Tongue{tag: t.tag, raw: t.raw, format: t.format}
	if t.falls != nil {
		of.falls = English.Of(trade)
	}
	of.says = of.spokenIn(trade)
	t.trades.Store(trade, of)
	return of
}

// spokenIn gives all texts with a trade's words put in.
func (t *Tongue) spokenIn(trade string) map[string]string {
	var pairs []string
	for _, name := range called {
		word, ok := t.raw["trade."+trade+"."+name]
		if !ok && t.falls != nil {
			word = t.falls.raw["trade."+trade+"."+name]
		}
		pairs = append(pairs, "{"+name+"}", word)
	}
	words, says := strings.NewReplacer(pairs...), make(map[string]string, len(t.raw))
	for key, text := range t.raw {
		says[key] = words.Replace(text)
	}
	return says
}
