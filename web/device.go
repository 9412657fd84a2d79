package web

import (
	"net/http"
	"strings"

	"keyhouse/people"
)

// deviceCookie holds what a browser is known by again: not who uses it, only
// that it is the same one. It stays when one signs out.
func (s *screens) deviceCookie() string {
	if s.secure {
		return "__Host-keyhouse-device"
	}
	return "keyhouse-device"
}

// withDevice sees to it that a browser which is about to sign in has one.
func (s *screens) withDevice(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if signsIn(r) && deviceOf(r) == "" {
			token, _ := people.NewToken()
			c := &http.Cookie{Name: s.deviceCookie(), Value: token, Path: "/", MaxAge: int(people.DeviceLife.Seconds()),
				HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode}
			http.SetCookie(w, c)
			r.AddCookie(c)
		}
		next.ServeHTTP(w, r)
	})
}

// signsIn reports whether a request may end with a session.
func signsIn(r *http.Request) bool {
	at := r.URL.Path
	return at == pathSignIn || strings.HasPrefix(at, pathSignIn+"/") || strings.HasPrefix(at, people.LinkPath) || strings.HasPrefix(at, "/a/")
}

// deviceOf gives the token a browser brings; one that was there before the
// installation moved to https counts too.
func deviceOf(r *http.Request) string {
	for _, name := range []string{"__Host-keyhouse-device", "keyhouse-device"} {
		if c, err := r.Cookie(name); err == nil && c.Value != "" {
			return c.Value
		}
	}
	return ""
}
