package browsertest

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// Authenticator plugs a device into the tab that holds passkeys and whose person
// always touches it. transport is internal, usb, nfc, ble or hybrid.
func (tab *Tab) Authenticator(transport string) webauthn.AuthenticatorID {
	tab.t.Helper()
	got, err := run(tab, chromedp.Action[webauthn.AuthenticatorID](func(ctx context.Context, t *chromedp.Target) (webauthn.AuthenticatorID, error) {
		if _, err := cdp.Call(ctx, t, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return "", err
		}
		made, err := cdp.Call(ctx, t, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Ctap2version: webauthn.Ctap2versionCtap21, Transport: webauthn.AuthenticatorTransport(transport),
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
		return made.AuthenticatorID, err
	}))
	if err != nil {
		tab.t.Fatalf("plugging in an authenticator: %v", err)
	}
	return got
}

// Take unplugs a device.
func (tab *Tab) Take(device webauthn.AuthenticatorID) *Tab {
	tab.t.Helper()
	return tab.Do("unplug the authenticator", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, webauthn.RemoveVirtualAuthenticator, webauthn.RemoveVirtualAuthenticatorParams{AuthenticatorID: device})
		return err
	}))
}
