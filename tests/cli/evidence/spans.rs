//! A start and an end are one date.

use super::{Case, check};

#[test]
fn what_lasted_lasts() {
    const CASES: &[Case] = &[
        (
            "from_year,to_year,name\n1618,1648,Long war\n1756,1763,Seven years\n",
            "date title",
            &["1618/1648 | Long war", "1756/1763 | Seven years"],
        ),
        (
            "Began,Ended,Strike\n1984-03-06,1985-03-03,Coal\n1926-05-04,1926-05-04,General\n",
            "date title",
            &["1926-05-04 | General", "1984-03-06/1985-03-03 | Coal"],
        ),
        (
            "StartMonth1,StartDay1,StartYear1,EndMonth1,EndDay1,EndYear1,StartMonth2,StartDay2,StartYear2,WarName\n4,7,1823,11,13,1824,-8,-8,-8,Border war\n-9,-9,1853,3,1,1856,-8,-8,-8,Sea war\n",
            "date title",
            &["1823-04-07/1824-11-13 | Border war", "1853/1856-03-01 | Sea war"],
        ),
        (
            "time_begin,time_finish,weapon model\n2024-05-01 22:00,2024-05-02 05:30,Kite\n2024-05-03 01:00,2024-05-03 04:00,Drum\n",
            "earliest latest",
            &["2024-05-01 | 2024-05-02", "2024-05-03 | 2024-05-03"],
        ),
        (
            "Start Year,Start Month,Start Day,End Year,End Month,End Day,Disaster Type\n2019,1,5,2019,1,7,Flood\n2020,2,,2020,3,,Drought\n",
            "date title",
            &["2019-01-05/2019-01-07 | Flood", "2020-02/2020-03 | Drought"],
        ),
    ];
    check(CASES);
}

#[test]
fn a_blank_end_is_open() {
    const CASES: &[Case] = &[
        (
            "office holder,since,until\nA. Sample,2010-01-02,2014-03-04\nB. Sample,2014-03-04,\n",
            "date title",
            &["2010-01-02/2014-03-04 | A. Sample", "2014-03-04/.. | B. Sample"],
        ),
        (
            "start,end,title\n2019-05-01,,Curfew\n2018-05-01,2018-06-01,Siege\n",
            "date title",
            &["2018-05-01/2018-06-01 | Siege", "2019-05-01/.. | Curfew"],
        ),
        (
            "start_date,end_date,mission\n2001-05-01,9999-12-31,Watch\n2002-05-01,2002-06-01,Relief\n",
            "date title",
            &["2001-05-01/.. | Watch", "2002-05-01/2002-06-01 | Relief"],
        ),
    ];
    check(CASES);
}

#[test]
fn a_day_that_is_not_exactly_known_lies_between_two() {
    const CASES: &[Case] = &[
        (
            "earliest_date,latest_date,massacre\n1994-04-07,1994-04-09,Upper Hill\n1994-05-01,1994-05-01,Lower Hill\n",
            "date title",
            &["[1994-04-07..1994-04-09] | Upper Hill", "1994-05-01 | Lower Hill"],
        ),
        (
            "start_min,start_max,end_min,end_max,engagement\n1600-07-02,1600-07-04,1600-07-09,1600-07-09,Dunes\n",
            "earliest latest title",
            &["1600-07-02 | 1600-07-09 | Dunes"],
        ),
    ];
    check(CASES);
}

#[test]
fn an_end_is_one_also_where_codes_stand_for_those_that_nobody_knows() {
    const CASES: &[Case] = &[
        (
            "Name of Conflict,BeginYr,EndYr\nSalt war,1848,1849\nCorn war,1866,-9\nTin war,1870,1871\nLake war,1880,-9\n",
            "date title",
            &["1848/1849 | Salt war", "1866/ | Corn war", "1870/1871 | Tin war", "1880/ | Lake war"],
        ),
        (
            "Uprising,Start Yr,Start Mo,End Yr,End Mo\nRed,1701,3,1702,10\nBlue,1711,-99,-99,-99\nGreen,1721,2,1722,5\n",
            "date title",
            &["1701-03/1702-10 | Red", "1711/ | Blue", "1721-02/1722-05 | Green"],
        ),
    ];
    check(CASES);
}
