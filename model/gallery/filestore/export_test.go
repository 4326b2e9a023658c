package filestore

import "strconv"

// SetWorkFactor makes encryption cost less, for tests.
func SetWorkFactor(n int) { workFactor = n }

// LimitPages makes the disk full for a gallery once it has as many pages.
func LimitPages(f *File, pages int) error {
	f.db.SetMaxOpenConns(1)
	_, err := f.db.Exec("PRAGMA max_page_count = " + strconv.Itoa(pages))
	return err
}
