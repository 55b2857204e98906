package install

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestRates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var last Progress
		reports := 0
		m := newMeter(1000_000, func(p Progress) { last = p; reports++ })
		m.set(200_000, false)
		if last.Left != -1 || last.PerSecond != 0 {
			t.Errorf("at first: %+v", last)
		}
		for range 300 { // 3 s at 100 kB/s, in pieces of 1 kB
			time.Sleep(10 * time.Millisecond)
			m.add(1000)
		}
		if last.Done != 500_000 || last.PerSecond != 100_000 || last.Left != 5*time.Second {
			t.Errorf("after 3 s: %+v", last)
		}
		if reports != 31 {
			t.Errorf("%d reports in 3 s", reports)
		}
		for range 60 { // 6 s at half the rate: the past is forgotten
			time.Sleep(100 * time.Millisecond)
			m.add(5000)
		}
		if last.PerSecond != 50_000 || last.Left != 4*time.Second {
			t.Errorf("after 9 s: %+v", last)
		}
		m.add(-100_000) // a shard was no good
		time.Sleep(pace)
		m.add(0)
		if last.Done != 700_000 || last.PerSecond < 0 || last.Left < -1 {
			t.Errorf("after a loss: %+v", last)
		}
		m.set(1000_000, false)
		if last.Left != 0 {
			t.Errorf("at last: %+v", last)
		}
	})
}

// What came within the pace of a report is told although nothing follows.
func TestLastBytesAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var last Progress
		m := newMeter(1000, func(p Progress) { last = p })
		defer m.beat()()
		m.set(0, false)
		m.add(400)
		time.Sleep(2 * glance)
		synctest.Wait()
		if last.Done != 400 {
			t.Errorf("of 400 bytes %d are told", last.Done)
		}
	})
}
