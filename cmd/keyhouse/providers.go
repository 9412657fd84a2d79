package main

import (
	"keyhouse/provider"
)

// providers are through whom people may sign in. A secret that begins with @
// names the file it stands in.
type providers struct {
	GoogleID        string   `name:"google-id" help:"Sign-in with Google: the client id registered there." placeholder:"ID"`
	GoogleSecret    string   `name:"google-secret" help:"Its client secret, or @FILE; better given as $KEYHOUSE_GOOGLE_SECRET." placeholder:"SECRET"`
	MicrosoftID     string   `name:"microsoft-id" help:"Sign-in with Microsoft: the client id registered there." placeholder:"ID"`
	MicrosoftSecret string   `name:"microsoft-secret" help:"Its client secret, or @FILE; better given as $KEYHOUSE_MICROSOFT_SECRET." placeholder:"SECRET"`
	MicrosoftTenant string   `name:"microsoft-tenant" help:"Whom at Microsoft: common (everybody), organizations, consumers, or one tenant's id." default:"common" placeholder:"TENANT"`
	Provider        []string `help:"Any other OpenID provider: name=acme,issuer=https://id.acme.example,client=ID,secret=@FILE,label=Acme. May be given several times; in a file or variable, between semicolons." sep:";" placeholder:"SETTINGS"`
}

// configs reads them, Google and Microsoft first.
func (p providers) configs() ([]provider.Config, error) {
	var all []provider.Config
	if p.GoogleID != "" {
		all = append(all, provider.Google(p.GoogleID, p.GoogleSecret))
	}
	if p.MicrosoftID != "" {
		all = append(all, provider.Microsoft(p.MicrosoftTenant, p.MicrosoftID, p.MicrosoftSecret))
	}
	for i := range all {
		var err error
		if all[i].Secret, err = provider.Secret(all[i].Secret); err != nil {
			return nil, err
		}
	}
	for _, text := range p.Provider {
		c, err := provider.Parse(text)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}
