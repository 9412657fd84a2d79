package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"keyhouse/entry"
)

// people of one country have first names and family names that go together.
type country struct {
	first, last, phone string // phone: a range kept free for stories, figures to be filled in
}

var countries = []country{
	{"Jan Els Wout Katrien Bram Sofie Pieter Annelies Dries Lieve Joris Hanne Koen Femke Stijn", "Peeters Janssens Maes Jacobs Mertens Willems Claes Goossens Wouters De-Smet Desmet Van-den-Berg Hermans Aerts Lemmens", "+33 6 39 98 4%d %02d"},
	{"Camille Léo Chloé Hugo Inès Gabriel Zoé Étienne Aurélie Benoît Océane Rémy", "Dupont Martin Lefebvre Moreau Garcia Roux Fournier Girard André Mercier Blanchet Noël", "+33 1 99 00 3%d %02d"},
	{"Anna Lukas Greta Felix Jörg Käthe Björn Heike Matthias Ulrike Sören Anneliese", "Müller Schmidt Schröder Weiß Krüger Groß Hoffmann Vogel Böhm Jäger Köster Lüders", "+49 30 23125 %d%02d"},
	{"Emma Oliver Charlotte Harry Isla George Freya Arthur Poppy Theo", "Smith Jones Taylor Davies Evans O'Brien Wright Hughes Clarke Whitfield", "+44 7700 900%d%02d"},
	{"Daan Sanne Jeroen Marieke Thijs Fleur Ruben Lotte Sjoerd Iris", "de-Vries Jansen Bakker Visser Meijer de-Boer Mulder Dijkstra Hoekstra van-Dijk", "+44 20 7946 0%d%02d"},
	{"Giulia Matteo Chiara Niccolò Beatrice Lorenzo", "Rossi Ferrari Esposito Bianchi D'Angelo Ricci", "+1 202 555 01%[2]02d"},
	{"Agnieszka Paweł Zofia Łukasz Małgorzata Jakub", "Nowak Kowalski Wiśniewska Dąbrowski Zielińska Wójcik", "+44 7700 900%d%02d"},
	{"Íñigo Lucía Álvaro Begoña Nuño Ainhoa", "García Fernández Muñoz Peña Ibáñez Núñez", "+33 6 39 98 4%d %02d"},
	{"Ольга Дмитро Ірина Андрій", "Коваль Бондаренко Ткачук Мельник", "+49 171 39200%[2]02d"},
	{"Elif Çağlar Şule Özgür", "Yılmaz Demir Şahin Çelik", "+49 30 23125 %d%02d"},
	{"Ελένη Γιώργος Μαρία Νίκος", "Παππάς Ιωάννου Γεωργίου Βλάχος", "+44 7700 900%d%02d"},
	{"美咲 翔太 陽子 大輔", "田中 鈴木 高橋 渡辺", "+1 202 555 01%[2]02d"},
}

// weights says how often guests come from each country.
var weights = []int{24, 14, 17, 9, 16, 4, 5, 4, 2, 2, 1, 1}

type guest struct{ name, email, phone string }

var names = func() (all [][2][]string) {
	for _, c := range countries {
		all = append(all, [2][]string{strings.Fields(c.first), strings.Fields(c.last)})
	}
	return all
}()

func someGuest(r *rand.Rand) guest {
	n := r.IntN(99)
	at := 0
	for at < len(weights)-1 && n >= weights[at] {
		n -= weights[at]
		at++
	}
	first, last := pick(r, names[at][0]...), strings.ReplaceAll(pick(r, names[at][1]...), "-", " ")
	name := first + " " + last
	if at == len(countries)-1 {
		name = last + " " + first
	}
	return guest{name, address(first, last, r.IntN(900)+100), fmt.Sprintf(countries[at].phone, r.IntN(10), r.IntN(100))}
}

// address makes an address of mail that can reach nobody.
func address(first, last string, n int) string {
	plain := strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z':
			return c
		case c == ' ':
			return '.'
		}
		return -1
	}, entry.Fold(first+" "+last))
	if len(plain) < 4 {
		plain = "guest"
	}
	return fmt.Sprintf("%s.%d@example.com", plain, n)
}

// What people write on bookings.
var remarks = []string{
	"Arrives late, around 23:00. Key box code sent by text message.",
	"Brings a dog, a quiet one. Bowl and blanket are in the hall cupboard.",
	"Asked for a cot. Wim puts it up on Friday.",
	"Allergic to feathers: take the synthetic duvets.",
	"Third time with us. Put a bottle of something local on the table.",
	"Wants to check in at noon if the cleaning is done.",
	"Called: the boiler showed E04. Reset by phone, works again.",
	"Birthday on Saturday, 60 candles. Neighbours are told.",
	"Two cars. Second place is in the street behind, see the map in the house book.",
	"Left an umbrella and a tablet. Posted on Monday, tracking number in the mail.",
	"Paid the deposit twice; the second one goes back with the settlement.",
	"Wheelchair: ramp from the garage, not from the front door.",
	"Neighbour at number 9 complained about music. Spoke to the guest, sorted.",
	"Needs an invoice with a VAT number, company details are in the mail.",
	"Sand in the shower drain again. Plumber comes after departure.",
	"Kom ten laatste om 22u aan, anders bellen.",
	"Familie met vier kinderen; traphekje staat in de berging.",
	"Préfère communiquer en français. Arrivée en train, à 15h08.",
	"Möchte Fahrräder mieten, zwei große und ein kleines.",
}

// What offices block time for.
var reasons = []string{"Painting the stairs", "New boiler", "Window cleaner and terrace", "Photographer", "Mattresses are changed", "Fire inspection"}
