//! What a file itself shows to be a code for an unknown value.

use super::{Case, check};

#[test]
fn a_code_costs_nothing_but_its_cell() {
    const CASES: &[Case] = &[
        (
            "year,month,day,territory,fatalities\n1816,3,4,North,-9\n1817,.,.,South,12\n1818,5,-99,East,.\n",
            "date killed",
            &["1816-03-04 | ", "1817 | 12", "1818-05 | "],
        ),
        (
            "incident,date,latitude,longitude,killed\nA fire,2001-02-03,-,-,3\nA flood,2001-02-04,10.5,20.5,Unknown\n",
            "title date latitude killed",
            &["A fire | 2001-02-03 |  | 3", "A flood | 2001-02-04 | 10.5 | "],
        ),
        (
            "DATE,ATTACK,INJURED\n1999-08-00,Bridge,Unknown\n1999-00-00,Depot,2\n1999-08-03,Gate,0\n",
            "date title wounded",
            &["1999 | Depot | 2", "1999-08 | Bridge | ", "1999-08-03 | Gate | 0"],
        ),
        (
            "year,campaign\nUnknown,Alpha\n2011,Beta\nn/a,Gamma\n2011 - 2012,Delta\n2013,Epsilon\n",
            "date title",
            &["2011 | Beta", "2011/2012 | Delta", "2013 | Epsilon", " | Alpha", " | Gamma"],
        ),
        (
            "date,quake,lat,lon,deaths\n2001-01-01,First,-999,-999,9999\n2001-01-02,Second,10.5,20.5,12\n2001-01-03,Third,11.5,21.5,9999\n",
            "title latitude killed",
            &["First |  | ", "Second | 10.5 | 12", "Third | 11.5 | "],
        ),
    ];
    check(CASES);
}
