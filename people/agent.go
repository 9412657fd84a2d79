package people

import (
	"strings"

	"keyhouse/words"
)

// browsers and systems are told by a part of the user agent; the first that
// fits counts, since most browsers name others too.
var browsers = []struct{ part, name string }{
	{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Vivaldi", "Vivaldi"}, {"Firefox/", "Firefox"}, {"FxiOS", "Firefox"},
	{"CriOS", "Chrome"}, {"HeadlessChrome", "Chrome"}, {"Chromium", "Chromium"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	{"curl/", "curl"}, {"Go-http-client", "Go"}, {"python", "Python"}, {"okhttp", "OkHttp"}, {"PostmanRuntime", "Postman"},
}

var systems = []struct{ part, name string }{
	{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
	{"Mac OS X", "Mac"}, {"Macintosh", "Mac"}, {"Linux", "Linux"},
}

// DeviceIn says in words which browser on which system a user agent names, as
// "Firefox on Windows".
func DeviceIn(t *words.Tongue, agent string) string {
	browser, system := "", ""
	for _, b := range browsers {
		if strings.Contains(agent, b.part) {
			browser = b.name
			break
		}
	}
	for _, s := range systems {
		if strings.Contains(agent, s.part) {
			system = s.name
			break
		}
	}
	switch {
	case browser != "" && system != "":
		return t.Say("device.both", "browser", browser, "system", system)
	case browser+system != "":
		return browser + system
	}
	return t.Say("device.unknown")
}
