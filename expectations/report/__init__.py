"""Results → one letter per department and period (《政务数据共享条例》国务院令第809号第十八、二十六条)."""
