package bench

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// fill makes the owners, properties and bookings of a world inside SQLite,
// straight from numbers: everything follows from the row's number alone. Every
// fourth property belongs to one owner, the others have three each. Indexes are
// taken away first and made again at the end.
func fill(ctx context.Context, file string, w *world) error {
	pool, err := sql.Open("sqlite", "file:"+file+"?_pragma=synchronous(OFF)&_pragma=journal_mode(WAL)&_pragma=cache_size(-262144)&_pragma=temp_store(2)")
	if err != nil {
		return err
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	indexes, err := takeIndexes(ctx, pool)
	if err != nil {
		return err
	}
	args := []any{sql.Named("account", w.account), sql.Named("business", w.business), sql.Named("properties", w.properties()),
		sql.Named("bookings", w.bookings), sql.Named("base", w.base()), sql.Named("today", int64(today))}
	for _, text := range append(made, indexes...) {
		if strings.HasPrefix(text, "INSERT") {
			_, err = pool.ExecContext(ctx, text, used(text, args)...)
		} else {
			_, err = pool.ExecContext(ctx, text)
		}
		if err != nil {
			return fmt.Errorf("%.60s…: %w", text, err)
		}
	}
	_, err = pool.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// used leaves out the arguments that a text does not name.
func used(text string, args []any) (out []any) {
	for _, a := range args {
		if strings.Contains(text, ":"+a.(sql.NamedArg).Name) {
			out = append(out, a)
		}
	}
	return out
}

// takeIndexes drops the indexes of the tables that grow and gives what makes
// them again.
func takeIndexes(ctx context.Context, pool *sql.DB) ([]string, error) {
	rows, err := pool.QueryContext(ctx, `SELECT name, sql FROM sqlite_schema
		WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('booking', 'booking_share', 'property', 'ownership_share')`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names, again []string
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		names, again = append(names, name), append(again, text)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	for _, name := range names {
		if _, err := pool.ExecContext(ctx, "DROP INDEX "+name); err != nil {
			return nil, err
		}
	}
	return again, nil
}

// numbers counts the rows of a statement from 0.
func numbers(most string) string {
	return " WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " + most + ") "
}

// ownerOf is the number of the owner of property number p.
func ownerOf(p string) string {
	return fmt.Sprintf("CASE WHEN %[1]s %% 4 = 0 THEN 0 ELSE 1 + (%[1]s / 4 * 3 + %[1]s %% 4 - 1) / 3 END", p)
}

// atP is the number of the property of booking i.
const atP = "(i * 7919 % :properties)"

// inDays spreads arrivals over two years, so that the day of a booking says
// nothing of its property.
const inDays = "(i * 2654435761 / 65536 % 730)"

var made = []string{
	"INSERT INTO client (account_id, id, business_id, kind, name, name_key, email, phone, address, commission_bps, reference, note, version, created_at)" +
		numbers(":properties / 4 + 1") +
		"SELECT :account, " + hexOf(kindClient, "i + :base") + ", :business, 'owner', printf('Owner %d', i), printf('owner %d', i), printf('owner%d@example.com', i), '', '', 2000, '', '', 1, 0 FROM n",

	"INSERT INTO property (account_id, id, business_id, name, name_key, kind, street, city, postcode, country, zone, currency, sleeps, description, reference, version, created_at)" +
		numbers(":properties") +
		"SELECT :account, " + hexOf(kindProperty, "i + :base") + ", :business, printf('Harbour House %d', i), printf('harbour house %d', i), 'house', printf('Quay Street %d', i), 'Antwerp', '2000', 'BE', 'Europe/Brussels', 'EUR', 4, '', '', 1, 0 FROM n",

	"INSERT INTO ownership_share (account_id, id, client_id, property_id, share_bps, from_day)" +
		numbers(":properties") +
		"SELECT :account, " + hexOf(kindShare, "i + :base") + ", " + hexOf(kindClient, "("+ownerOf("i")+") + :base") + ", " + hexOf(kindProperty, "i + :base") + ", 10000, :today - 1000 FROM n",

	"INSERT INTO booking (account_id, id, business_id, property_id, number, arrive, depart, state, source, reference, guest_name, guest_key, guest_email, guest_phone," +
		" adults, children, currency, total_minor, tax_minor, paid_minor, commission_minor, owner_minor, feed_uid, version, created_at)" +
		numbers(":bookings") +
		"SELECT :account, " + hexOf(kindBooking, "i + :base") + ", :business, " + hexOf(kindProperty, atP+" + :base") + ", i + 1," +
		" :today - 365 + " + inDays + ", :today - 365 + " + inDays + " + 2 + i % 5, CASE WHEN i % 10 = 0 THEN 'tentative' ELSE 'confirmed' END," +
		" CASE i % 3 WHEN 0 THEN 'direct' WHEN 1 THEN 'airbnb' ELSE 'booking.com' END, printf('HM%08X', i)," +
		" printf('Guest Number %d', i), printf('guest number %d', i), printf('guest%d@example.com', i), printf('+32 470 %06d', i % 1000000)," +
		" 1 + i % 4, i % 3, 'EUR', 30000 + i % 5000, 0, 10000, 6000, 24000, '', 1, 1760000000000000 + i FROM n",

	"INSERT INTO booking_share (account_id, booking_id, client_id, share_bps, amount_minor, commission_bps)" +
		numbers(":bookings") +
		"SELECT :account, " + hexOf(kindBooking, "i + :base") + ", " + hexOf(kindClient, "("+ownerOf(atP)+") + :base") + ", 10000, 24000, 2000 FROM n",
}
