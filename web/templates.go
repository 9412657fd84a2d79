package web

// templateNames are the trades an account can start as, in words.
var templateNames = []Option{
	{"holiday-rentals", "Holiday rentals"}, {"letting-office", "Letting office"}, {"service-desk", "Service desk"},
	{"field-service", "Field service"}, {"bookkeeping", "Bookkeeping"},
}

func templateOptions() []Option { return templateNames }

func templateName(word string) string {
	for _, o := range templateNames {
		if o.Value == word {
			return o.Label
		}
	}
	return word
}
