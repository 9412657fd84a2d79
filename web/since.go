package web

import (
	"net/url"
	"slices"

	"keyhouse/calendar"
)

// queryWhen says that a list which begins today is wanted whole.
const queryWhen = "when"

const whenAll = "all"

// daysOf are the filters of a list that speak of days; who uses one has chosen
// the days.
var daysOf = []string{"from", "to", "arriving", "departing", "in_house"}

// upcoming gives what a list of dated things is asked for: opened without a word
// about days or a search it begins today, as that is what people come for. It
// reports whether it put that in.
func upcoming(asked url.Values, today calendar.Date) (url.Values, bool) {
	chosen := asked.Has(queryWhen) || asked.Get("q") != "" || slices.ContainsFunc(daysOf, asked.Has)
	out := url.Values{}
	for name, all := range asked {
		if name != queryWhen {
			out[name] = all
		}
	}
	if !chosen {
		out.Set("from", today.String())
	}
	return out, !chosen
}

// whenAny has the links of a list keep that its days were chosen, or a filter
// taken away would bring today back.
func whenAny(q url.Values) url.Values {
	q.Set(queryWhen, whenAll)
	return q
}

// bare is a list without its filters: whole, where it would begin today again.
func (l List) bare() string {
	if l.Query.Has(queryWhen) {
		return List{Path: l.Path}.at(url.Values{queryWhen: {whenAll}})
	}
	return l.Path
}

// hereOf is the address of a list's filters, as tabs have them.
func hereOf(l List) string {
	at := url.Values{}
	for name := range l.Query {
		if name != queryCursor && name != queryTotals && name != queryWhen {
			at[name] = l.Query[name]
		}
	}
	if !slices.ContainsFunc(daysOf, at.Has) {
		at.Set(queryWhen, whenAll)
	}
	return List{Path: l.Path}.at(at)
}
