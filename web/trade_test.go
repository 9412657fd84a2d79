package web

import "testing"

func TestATradesWords(t *testing.T) {
	for name, want := range map[trade][4]string{
		"":                {"Owner", "Owners", "owner", "an owner"},
		"holiday-rentals": {"Owner", "Owners", "owner", "an owner"},
		"letting-office":  {"Landlord", "Landlords", "landlord", "a landlord"},
		"service-desk":    {"Customer", "Customers", "customer", "a customer"},
		"field-service":   {"Customer", "Customers", "customer", "a customer"},
		"bookkeeping":     {"Client", "Clients", "client", "a client"},
	} {
		if got := [4]string{name.Client(), name.Clients(), name.client(), name.aClient()}; got != want {
			t.Errorf("%s says %q", name, got)
		}
	}
	links := trade("bookkeeping").called([]NavLink{{Label: "Properties", Href: pathProperties}, {Label: "Owners", Href: pathOwners}})
	if links[0].Label != "Properties" || links[1].Label != "Clients" {
		t.Errorf("the menu says %+v", links)
	}
}
