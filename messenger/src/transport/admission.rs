//! How many connections there may be, in all and from one address.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};

/// Counts the open connections.
#[derive(Debug)]
pub(super) struct Admissions {
    most: usize,
    most_per_address: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    count: usize,
    /// By what [`counted_as`] makes of an address.
    by_address: HashMap<IpAddr, usize>,
}

/// Which bound kept a connection out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// There are too many.
    InAll,
    /// There are too many from its address.
    FromAddress,
}

impl Admissions {
    pub(super) fn new(most: usize, most_per_address: usize) -> Self {
        Self {
            most,
            most_per_address,
            open: Mutex::default(),
        }
    }

    /// Takes a place for a connection, which is to be given back.
    pub(super) fn admit(&self) -> Result<(), Full> {
        let mut open = self.open.lock();
        if open.count >= self.most {
            return Err(Full::InAll);
        }
        open.count += 1;
        Ok(())
    }

    /// Gives the place of a connection back.
    pub(super) fn release(&self) {
        self.open.lock().count -= 1;
    }

    /// Counts a connection of whoever has this address, which is to be counted back.
    pub(super) fn admit_from(&self, address: IpAddr) -> Result<(), Full> {
        let mut open = self.open.lock();
        let from_address = open.by_address.entry(counted_as(address)).or_default();
        if *from_address >= self.most_per_address {
            return Err(Full::FromAddress);
        }
        *from_address += 1;
        Ok(())
    }

    /// Counts a connection of whoever has this address back.
    pub(super) fn release_from(&self, address: IpAddr) {
        let mut open = self.open.lock();
        let address = counted_as(address);
        if let Some(count) = open.by_address.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                open.by_address.remove(&address);
            }
        }
    }
}

/// What stands for an address: one of IPv4 for itself however it is written, one of IPv6 for its network of
/// 64 bits, which every host has for itself (RFC 4291, section 2.5.4) and could take addresses from at will.
fn counted_as(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = address.to_bits() & !u128::from(u64::MAX);
            Ipv6Addr::from_bits(network).into()
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_and_come_free() {
        let admissions = Admissions::new(3, 2);
        let [one, two] = [[127, 0, 0, 1], [127, 0, 0, 2]].map(IpAddr::from);
        for _ in 0..3 {
            admissions.admit().expect("there is room");
        }
        assert_eq!(admissions.admit(), Err(Full::InAll));
        admissions.release();
        admissions.admit().expect("there is room again");
        admissions.admit_from(one).expect("there is room");
        admissions.admit_from(one).expect("there is room");
        assert_eq!(admissions.admit_from(one), Err(Full::FromAddress));
        admissions.admit_from(two).expect("there is room");
        admissions.release_from(one);
        admissions.admit_from(one).expect("there is room again");
        admissions.release_from(two);
        assert_eq!(admissions.open.lock().by_address.len(), 1);
    }

    #[test]
    fn a_host_is_counted_once_however_many_addresses_it_has() {
        let count = |text: &str| counted_as(text.parse().expect("is an address"));
        assert_eq!(count("192.0.2.1"), count("::ffff:192.0.2.1"));
        assert_ne!(count("192.0.2.1"), count("192.0.2.2"));
        assert_eq!(count("2001:db8:1:2:3::4"), count("2001:db8:1:2::"));
        assert_ne!(count("2001:db8:1:2:3::4"), count("2001:db8:1:3::"));
        let admissions = Admissions::new(9, 1);
        let [one, other] = ["2001:db8::1", "2001:db8::2"].map(|text| text.parse());
        admissions
            .admit_from(one.expect("is an address"))
            .expect("there is room");
        assert_eq!(
            admissions.admit_from(other.clone().expect("is an address")),
            Err(Full::FromAddress)
        );
        admissions.release_from(other.expect("is an address"));
        assert!(admissions.open.lock().by_address.is_empty());
    }
}
