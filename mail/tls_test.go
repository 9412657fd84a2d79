package mail_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"keyhouse/db/dbtest"
	"keyhouse/mail"
)

// trusted is a certificate for 127.0.0.1 that this process trusts, as a
// company's own authority would be.
var trusted = func() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	form := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "box"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	must(err)
	dir, err := os.MkdirTemp("", "keyhouse-ca-")
	must(err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "ca.pem")
	must(os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	must(os.Setenv("SSL_CERT_FILE", path))
	_, err = x509.SystemCertPool() // read now, while the file is there
	must(err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}()

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func TestHowMailIsProtected(t *testing.T) {
	secure := func(s *smtp.Server) { s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{trusted}} }
	strange := func(s *smtp.Server) {
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{untrusted()}}
	}
	cases := []struct {
		name, address string
		set           func(*smtp.Server)
		implicit      bool
		state         string
	}{
		{"smtp: uses TLS where it is offered", "smtp://", secure, false, mail.Sent},
		{"smtp: does without where it is not", "smtp://", nil, false, mail.Sent},
		{"starttls: uses TLS", "starttls://", secure, false, mail.Sent},
		{"starttls: sends nothing in the clear", "starttls://", nil, false, mail.Waiting},
		{"starttls: sends nothing to a stranger", "starttls://", strange, false, mail.Waiting},
		{"smtps: is TLS from the first byte", "smtps://", secure, true, mail.Sent},
		{"smtps: sends nothing in the clear", "smtps://", nil, false, mail.Waiting},
	}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			b := openBoxWith(t, tt.set, tt.implicit)
			o := newOffice(t, dbtest.SQLite(t), mail.Options{SMTP: tt.address + b.addr})
			o.write(t, invitation())
			o.work(t)
			h := o.only(t)
			if h.State != tt.state || len(b.all()) != map[bool]int{true: 1}[tt.state == mail.Sent] {
				t.Fatalf("%+v; the server got %d", h, len(b.all()))
			}
			if want := tt.set != nil && tt.state == mail.Sent; want && !b.all()[0].tls {
				t.Error("it went in the clear")
			}
		})
	}
}

func TestSignInAtTheServer(t *testing.T) {
	b := openBoxWith(t, func(s *smtp.Server) { s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{trusted}} }, false)
	b.user, b.password = "office", "pa@ss"
	for password, state := range map[string]string{"pa%40ss": mail.Sent, "wrong": mail.Waiting} {
		o := newOffice(t, dbtest.SQLite(t), mail.Options{SMTP: "starttls://office:" + password + "@" + b.addr})
		o.write(t, invitation())
		o.work(t)
		if h := o.only(t); h.State != state || strings.Contains(h.Error, "pa@ss") {
			t.Errorf("with %s: %+v", password, h)
		}
	}
}

func untrusted() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	form := &x509.Certificate{SerialNumber: big.NewInt(2), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	must(err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
