package main

import "testing"

func TestProvidersByConfiguration(t *testing.T) {
	all, err := providers{GoogleID: "g", GoogleSecret: "s", MicrosoftID: "m", MicrosoftTenant: "common",
		Provider: []string{"name=acme,issuer=https://id.acme.example,client=k,label=Acme"}}.configs()
	if err != nil || len(all) != 3 || all[0].Name != "google" || all[0].Secret != "s" || all[1].Name != "microsoft" || all[2].Label != "Acme" {
		t.Errorf("%+v, %v", all, err)
	}
	if all, err := (providers{}).configs(); err != nil || all != nil {
		t.Errorf("none were named: %+v, %v", all, err)
	}
	for _, bad := range []providers{{GoogleID: "g", GoogleSecret: "@/no/such/file"}, {Provider: []string{"colour=red"}}} {
		if _, err := bad.configs(); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}
