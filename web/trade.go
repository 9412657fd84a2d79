package web

import "strings"

// trade is the template an account began as, which gives whom it works for
// their name. The zero trade is holiday rentals.
type trade string

// clientNames is what each trade calls whom it works for: one, and many.
var clientNames = map[trade][2]string{
	"letting-office": {"Landlord", "Landlords"}, "service-desk": {"Customer", "Customers"},
	"field-service": {"Customer", "Customers"}, "bookkeeping": {"Client", "Clients"},
}

// Client is the word for one of them, with a capital.
func (t trade) Client() string {
	if names, ok := clientNames[t]; ok {
		return names[0]
	}
	return "Owner"
}

// Clients is the word for many of them, with a capital.
func (t trade) Clients() string {
	if names, ok := clientNames[t]; ok {
		return names[1]
	}
	return "Owners"
}

// client is the word within a sentence.
func (t trade) client() string { return strings.ToLower(t.Client()) }

// aClient is one of them within a sentence: "an owner".
func (t trade) aClient() string {
	if t.Client() == "Owner" {
		return "an owner"
	}
	return "a " + t.client()
}

// called has the navigation speak as the trade does.
func (t trade) called(links []NavLink) []NavLink {
	for i := range links {
		if links[i].Href == pathOwners {
			links[i].Label = t.Clients()
		}
	}
	return links
}
